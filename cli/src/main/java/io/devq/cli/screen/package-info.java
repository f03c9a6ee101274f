/// What commands print: results for people and machines, tables, colours, and exit codes.
@NullMarked
package io.devq.cli.screen;

import org.jspecify.annotations.NullMarked;

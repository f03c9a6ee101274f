/// Where the server is and who calls: flags, environment, the client's file, and the server on this
/// machine.
@NullMarked
package io.devq.cli.local;

import org.jspecify.annotations.NullMarked;

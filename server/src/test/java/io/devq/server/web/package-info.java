/// Tests of pages and their parts.
@NullMarked
package io.devq.server.web;

import org.jspecify.annotations.NullMarked;

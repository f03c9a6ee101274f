/// Pages for people: the frame around every page, its parts, and signing in.
@NullMarked
package io.devq.server.web;

import org.jspecify.annotations.NullMarked;

/// The tour, as far as it can be tested without playing it.
@NullMarked
package io.devq.cli.demo;

import org.jspecify.annotations.NullMarked;

/// Runs the example.
@NullMarked
package shop;

import org.jspecify.annotations.NullMarked;

/// The engine as a library: a shop that sends a mail for each order, in the order's transaction.
@NullMarked
package shop;

import org.jspecify.annotations.NullMarked;

/// Copies of every artifact in every region, each verified where it lies.
@NullMarked
package io.devq.deploys.replicate;

import org.jspecify.annotations.NullMarked;

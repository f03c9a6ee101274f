/// Content-addressed blobs: what is stored under a SHA-256 is what was put, or it is not served.
@NullMarked
package io.devq.blobs;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.devq.base;

import org.jspecify.annotations.NullMarked;

/// What travels between DevQ's processes: wire records, and the pure codecs that both sides must
/// agree on.
@NullMarked
package io.devq.protocol;

import org.jspecify.annotations.NullMarked;

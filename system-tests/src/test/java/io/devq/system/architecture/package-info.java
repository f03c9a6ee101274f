/// The architecture as rules over the compiled classes of all modules.
@NullMarked
package io.devq.system.architecture;

import org.jspecify.annotations.NullMarked;

/// The Java SDK: submit jobs, follow them, and work for DevQ.
@NullMarked
package io.devq.client;

import org.jspecify.annotations.NullMarked;

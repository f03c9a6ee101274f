/// DevQ's own worker program: what runs on machines.
@NullMarked
package io.devq.agent;

import org.jspecify.annotations.NullMarked;

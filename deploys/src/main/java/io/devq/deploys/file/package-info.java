/// The service file: how a service is installed, started and judged.
@NullMarked
package io.devq.deploys.file;

import org.jspecify.annotations.NullMarked;

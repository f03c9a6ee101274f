/// Tests of the service file.
@NullMarked
package io.devq.deploys.file;

import org.jspecify.annotations.NullMarked;

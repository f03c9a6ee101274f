/// Tests of the deployment side on a real PostgreSQL.
@NullMarked
package io.devq.deploys.service;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.devq.jobs.service;

import org.jspecify.annotations.NullMarked;

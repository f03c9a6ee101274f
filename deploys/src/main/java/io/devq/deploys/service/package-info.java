/// The running side: doors made of stores and background services.
@NullMarked
package io.devq.deploys.service;

import org.jspecify.annotations.NullMarked;

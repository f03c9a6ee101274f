/// The course of a deployment: what to admit next, and when it has succeeded or must go back.
@NullMarked
package io.devq.deploys.rollout;

import org.jspecify.annotations.NullMarked;

package io.devq.server.web;

import io.devq.builds.Builds;
import io.devq.deploys.Deploys;
import io.devq.jobs.Jobs;
import io.devq.jobs.Queues;

/// What the pages show and change.
public record Doors(Jobs jobs, Queues queues, Builds builds, Deploys deploys) {}

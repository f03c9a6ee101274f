package io.devq.cli.demo;

import io.devq.client.Call;
import io.devq.protocol.Access;

/// The guided tour, act by act.
final class Demo {

  private static final int HOSTS_PER_REGION = 3;
  private static final String LATE_REGION = "ap";

  private Demo() {}

  /// Plays all acts.
  static void play(DemoStage stage) throws InterruptedException {
    DemoScreen screen = stage.screen();
    screen.title("DevQ: one commit, from push to nine hosts", stage);
    Platform platform = new Platform(stage);
    platform.start(LATE_REGION);
    Hosts hosts = new Hosts(stage, HOSTS_PER_REGION);
    CronAct cron = new CronAct();
    GitRepository shop = PushAct.shop(stage);
    new PushAct(shop).play(stage);
    hosts.start();
    new ReplicateAct(platform.regions(), LATE_REGION).play(stage);
    new DeployAct(hosts).play(stage);
    cron.begin(stage);
    new RollbackAct(shop, hosts).play(stage);
    cron.play(stage);
    new RescueAct(platform.agents()).play(stage);
  }

  /// A fresh link that signs a browser in.
  static String link(DemoStage stage) throws InterruptedException {
    Access.SignInLink link =
        stage.client().transport().send(Call.post("/sign-in-links"), Access.SignInLink.class);
    return stage.client().transport().settings().server() + link.path();
  }
}

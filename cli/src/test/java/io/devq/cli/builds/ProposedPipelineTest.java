package io.devq.cli.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProposedPipelineTest {

  @TempDir Path folder;

  private ProposedPipeline proposed(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
    return ProposedPipeline.of(folder).orElseThrow();
  }

  @Test
  void aMavenProjectIsVerified() throws IOException {
    ProposedPipeline pipeline = proposed("pom.xml", "<project/>");
    assertEquals("Maven", pipeline.tool());
    assertTrue(pipeline.text().contains("verify"));
  }

  @Test
  void anNpmProjectIsTestedOnlyWhenItHasTests() throws IOException {
    assertTrue(
        proposed("package.json", "{\"scripts\": {\"test\": \"node t.js\"}}")
            .text()
            .contains("npm test"));
    assertFalse(
        proposed("package.json", "{\"scripts\": {\"test\": \"echo no && exit 1\"}}")
            .text()
            .contains("npm test"));
  }

  @Test
  void aMakeProjectUsesItsOwnTestTarget() throws IOException {
    assertTrue(
        proposed("Makefile", "all:\n\ttrue\ncheck: all\n\ttrue\n").text().contains("make check"));
    assertFalse(proposed("Makefile", "all:\n\ttrue\ntest := 1\n").text().contains("make test"));
  }

  @Test
  void aProposalForAnApacheLicensedProjectNamesTheLicence() throws IOException {
    Files.writeString(
        folder.resolve("LICENSE.txt"), "  Apache License\n  Version 2.0, January 2004\n");
    assertTrue(proposed("pom.xml", "<project/>").text().startsWith("# Licensed under the Apache"));
  }

  @Test
  void anythingElseGetsNoProposal() {
    assertTrue(ProposedPipeline.of(folder).isEmpty());
  }

  @Test
  void aRepositoryIsCalledAsTheLastPartOfItsAddress() {
    assertEquals("shop", LocalClone.name("ssh://git@forge.example/team/shop.git"));
    assertEquals("shop", LocalClone.name("git@forge.example:shop.git"));
    assertEquals("shop", LocalClone.name("/srv/src/shop/"));
  }
}

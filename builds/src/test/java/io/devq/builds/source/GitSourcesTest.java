package io.devq.builds.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.devq.base.Problem;
import io.devq.builds.GitFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitSourcesTest {

  private static final String FILE = "steps: {a: make}\n";

  @TempDir private Path folder;
  private Sources sources = new GitSources(Path.of(""));
  private GitFolder git = new GitFolder(Path.of(""));
  private String first = "";

  @BeforeEach
  void makeARepository() {
    sources = new GitSources(folder.resolve("mirrors"));
    git = GitFolder.in(folder.resolve("shop"));
    first = git.commit(".devq.yml", FILE, "Begin the shop\n\nWith more words.");
  }

  private String code(String source) {
    return assertThrows(Problem.class, () -> sources.check(source)).code();
  }

  @Test
  void workingCopiesAndBareRepositoriesAreFound() {
    assertEquals(new Sources.Found(git.source(), "main"), sources.check(git.source()));
    String _ = git.git("clone", "-q", "--bare", ".", "../shop.git");
    String bare = folder.resolve("shop.git").toString();
    assertEquals(new Sources.Found(bare, "main"), sources.check("file://" + bare + "/../shop.git"));
    String _ = git.git("worktree", "add", "-q", "../tree", "-b", "topic");
    assertEquals("topic", sources.check(folder.resolve("tree").toString()).branch());
  }

  @Test
  void whatIsNoRepositoryIsRefused() throws IOException {
    Path plain = Files.createDirectories(git.folder().resolve("sub"));
    assertEquals("not_a_repository", code(plain.toString()));
    assertEquals("not_a_repository", code(folder.resolve("nowhere").toString()));
    assertEquals("not_a_repository", code("/dev/null"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shop",
        "../shop",
        "ssh://git@forge.example/shop.git",
        "git@forge.example:shop.git",
        "https://user:secret@forge.example/a.git",
        "https:///a.git",
        "ext::sh -c id",
        "https://a b/"
      })
  void whatIsNoSourceIsRefused(String source) {
    assertEquals("invalid_source", code(source));
  }

  @Test
  void aCommitIsReadByItsIdBranchOrTag() {
    String _ = git.git("tag", "-a", "v1", "-m", "one");
    String _ = git.git("checkout", "-q", "-b", "topic");
    String second = git.commit(".devq.yml", "steps: {b: make}\n", "Change it");
    Sources.Commit main = sources.read(git.source(), null, "main", null);
    assertEquals(first, main.id());
    assertEquals("Begin the shop", main.title());
    assertEquals("Ana <ana@example.org>", main.author());
    assertArrayEquals(FILE.getBytes(StandardCharsets.UTF_8), main.pipeline());
    assertEquals(second, sources.read(git.source(), null, "topic", null).id());
    assertEquals(first, sources.read(git.source(), null, null, "v1").id());
    assertEquals(second, sources.read(git.source(), null, null, null).id());
    assertEquals(first, sources.read(git.source(), first, "topic", null).id());
  }

  @Test
  void aCommitThatIsNotThereIsSaidSo() {
    String unknown = "1".repeat(40);
    Problem problem =
        assertThrows(Problem.class, () -> sources.read(git.source(), unknown, null, null));
    assertEquals("unknown_commit", problem.code());
    String tree = git.git("rev-parse", "HEAD^{tree}");
    assertEquals(
        "unknown_commit",
        assertThrows(Problem.class, () -> sources.read(git.source(), tree, null, null)).code());
    assertEquals(
        "unknown_branch",
        assertThrows(Problem.class, () -> sources.read(git.source(), null, "a..b", null)).code());
  }

  @Test
  void aPipelineFileMayBeMissingALinkOrTooLarge() throws IOException {
    String _ = git.git("rm", "-q", ".devq.yml");
    String _ = git.commit("real.yml", FILE, "Move it");
    assertNull(sources.read(git.source(), null, "main", null).pipeline());
    Files.createSymbolicLink(git.folder().resolve(".devq.yml"), Path.of("real.yml"));
    String _ = git.commit("more", "x", "Link it");
    assertNull(sources.read(git.source(), null, "main", null).pipeline());
    Files.delete(git.folder().resolve(".devq.yml"));
    String _ = git.commit(".devq.yml", "#".repeat(600 * 1024), "Grow it");
    Problem large =
        assertThrows(Problem.class, () -> sources.read(git.source(), null, "main", null));
    assertEquals("pipeline_too_large", large.code());
  }

  @Test
  void aRepositoryBehindAUrlIsMirroredAndFollowed() throws Exception {
    String _ = git.git("clone", "-q", "--bare", ".", "../shop.git");
    try (GitServer server = new GitServer(folder)) {
      String url = server.url() + "/shop.git";
      assertEquals(new Sources.Found(url, "main"), sources.check(url));
      assertEquals(first, sources.read(url, null, "main", null).id());
      String second = git.commit("more", "x", "More");
      String _ = git.git("push", "-q", "../shop.git", "main");
      assertEquals(second, sources.read(url, null, "main", null).id());
      assertEquals(first, sources.read(url, first, null, null).id());
      String _ = git.git("push", "-q", "../shop.git", "main:refs/heads/topic");
      assertEquals(second, sources.read(url, null, "topic", null).id());
      String _ = git.git("push", "-q", "../shop.git", "--delete", "topic");
      assertEquals(
          "unknown_branch",
          assertThrows(Problem.class, () -> sources.read(url, null, "topic", null)).code());
    }
    String url = "git://127.0.0.1:1/shop.git";
    assertEquals("source_unreachable", code(url));
    assertEquals(
        Problem.Kind.UNAVAILABLE,
        assertThrows(Problem.class, () -> sources.read(url, null, "main", null)).kind());
  }
}

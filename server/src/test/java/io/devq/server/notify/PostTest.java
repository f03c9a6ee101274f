package io.devq.server.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the mail server hears, and what its answers mean.
@Timeout(60)
class PostTest {

  private static final Post.Mail MAIL =
      new Post.Mail(
          "run_1",
          "ana@example.org",
          "[DevQ] it\r\nBcc: bob@example.org",
          "It failed.\n.\nReally.\n",
          Instant.EPOCH);

  /// A mail server with some answers of its own; it notes all it hears.
  private static final class Mailer implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers;

    Mailer(Map<String, String> answers) throws IOException {
      this.answers = answers;
      Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
      try (Socket client = socket.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
          OutputStream out = client.getOutputStream()) {
        say(out, "220 hello");
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          heard.add(line);
          String verb = line.split("[ :]", 2)[0];
          if (data && !line.equals(".")) {
            continue;
          }
          say(
              out,
              data
                  ? answers.getOrDefault(".", "250 ok")
                  : answers.getOrDefault(verb, verb.equals("DATA") ? "354 go" : "250 ok"));
          data = verb.equals("DATA");
        }
      } catch (IOException _) {
        // the client has gone
      }
    }

    private static void say(OutputStream out, String line) throws IOException {
      out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    Post post() {
      return new Post(
          MailSettings.parse("smtp://127.0.0.1:" + socket.getLocalPort(), "devq@example.net"));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void aMailHasOneReceiverWhateverItsSubjectSays() throws Exception {
    try (Mailer mailer = new Mailer(Map.of())) {
      mailer.post().send(MAIL);
      List<String> receivers =
          mailer.heard.stream().filter(line -> line.startsWith("RCPT")).toList();
      assertEquals(List.of("RCPT TO:<ana@example.org>"), receivers);
      assertTrue(
          mailer.heard.contains("Subject: [DevQ] it Bcc: bob@example.org"), mailer.heard::toString);
      assertFalse(
          mailer.heard.stream().anyMatch(line -> line.startsWith("Bcc")), mailer.heard::toString);
      assertTrue(mailer.heard.contains("Message-ID: <run_1@example.net>"), mailer.heard::toString);
      assertTrue(mailer.heard.contains("Really."), mailer.heard::toString);
    }
  }

  @Test
  void aMailboxThatIsRefusedForGoodIsNotTriedAgain() throws Exception {
    for (String verb : List.of("RCPT", ".", "MAIL")) {
      try (Mailer mailer = new Mailer(Map.of(verb, "550 no such user"))) {
        Post.Refused refused =
            assertThrows(Post.Refused.class, () -> mailer.post().send(MAIL), verb);
        assertTrue(Post.line(refused).contains("550"), refused::getMessage);
      }
    }
  }

  @Test
  void aServerThatIsBusyIsTriedAgain() throws Exception {
    for (String verb : List.of("RCPT", ".", "MAIL")) {
      try (Mailer mailer = new Mailer(Map.of(verb, "451 come again"))) {
        assertThrows(MessagingException.class, () -> mailer.post().send(MAIL), verb);
      }
    }
  }

  @Test
  void aServerThatIsNotThereIsTriedAgain() throws Exception {
    Post post;
    try (Mailer mailer = new Mailer(Map.of())) {
      post = mailer.post();
    }
    assertThrows(MessagingException.class, () -> post.send(MAIL));
  }
}

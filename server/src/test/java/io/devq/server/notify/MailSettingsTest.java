package io.devq.server.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.devq.base.Problem;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailSettingsTest {

  @Test
  void aServerIsReadFromItsAddress() {
    MailSettings settings =
        MailSettings.parse(
            "smtp://ana%40x:p%3Aw+d@mail.example.org?starttls=required", "devq@example.org");
    assertEquals("mail.example.org", settings.host());
    assertEquals(587, settings.port());
    assertEquals("ana@x", settings.user());
    assertEquals("p:w+d", settings.password());
    assertEquals(MailSettings.StartTls.REQUIRED, settings.startTls());
    assertEquals(465, MailSettings.parse("smtps://mail.example.org", "devq@example.org").port());
    assertFalse(settings.toString().contains("p:w"), "the password is not shown");
  }

  @Test
  void nothingSetMeansNoMail() {
    assertEquals(Optional.empty(), MailSettings.of(Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "http://mail.example.org, devq@example.org",
    "smtp:mail, devq@example.org",
    "smtp://m?tls=1, devq@example.org",
    "smtp://m, ''",
    "smtp://m, DevQ"
  })
  void whatCannotBeReadIsRefused(String url, String from) {
    assertEquals(
        "invalid_smtp", assertThrows(Problem.class, () -> MailSettings.parse(url, from)).code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ana@example.org", "a.b+c@x", "o'neil@mail.example.co.uk"})
  void aPlainAddressIsAMailbox(String text) {
    assertTrue(Mailbox.isOne(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ana",
        "@x",
        "ana@",
        "ana@x, bob@x",
        "Ana <ana@x>",
        "ana@x\r\nBcc: bob@x",
        "ana@x\nX",
        "ana@x ",
        "a na@x",
        "ana@x..y",
        ".ana@x",
        "\"ana\"@x",
        "ana@[127.0.0.1]",
        "-o@-x",
        "ana@ex\u00e4mple.org"
      })
  void anythingElseIsNone(String text) {
    assertFalse(Mailbox.isOne(text));
  }

  @Test
  void aMailboxHasABoundedLength() {
    assertFalse(Mailbox.isOne("a".repeat(250) + "@x.org"));
  }

  @Test
  void aSubjectIsOneLine() {
    assertEquals("a Bcc: b c d", Post.oneLine("a\r\nBcc: b\u2028c\u202ed"));
  }
}

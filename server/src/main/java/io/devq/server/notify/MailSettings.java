package io.devq.server.notify;

import io.devq.base.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Through whom mail is sent.
///
/// @param encrypted whether the connection is encrypted from its first byte
/// @param startTls whether to ask for encryption on the way
/// @param from whose name the mail bears
public record MailSettings(
    String host,
    int port,
    boolean encrypted,
    StartTls startTls,
    @Nullable String user,
    @Nullable String password,
    String from) {

  /// The variable with the server's address.
  public static final String URL = "DEVQ_SMTP_URL";

  /// The variable with the sender's mailbox.
  public static final String FROM = "DEVQ_SMTP_FROM";

  /// Whether a plain connection becomes an encrypted one.
  public enum StartTls {
    /// Where the server offers it.
    OFFERED,
    /// Or no mail is sent.
    REQUIRED,
    /// Never.
    OFF
  }

  /// What the environment says, or empty when it says nothing of mail.
  ///
  /// @throws Problem `invalid_smtp`
  public static Optional<MailSettings> of(Map<String, String> environment) {
    String url = environment.getOrDefault(URL, "").strip();
    String from = environment.getOrDefault(FROM, "").strip();
    return url.isEmpty() ? Optional.empty() : Optional.of(parse(url, from));
  }

  /// Reads `smtp://user:password@host:587?starttls=required` or `smtps://host`.
  ///
  /// @throws Problem `invalid_smtp`
  public static MailSettings parse(String url, String from) {
    URI uri = uri(url);
    boolean encrypted = "smtps".equals(uri.getScheme());
    if ((!encrypted && !"smtp".equals(uri.getScheme())) || uri.getHost() == null) {
      throw invalid();
    }
    if (!Mailbox.isOne(from)) {
      throw Problem.invalid(
          "invalid_smtp", FROM + " is the mailbox that mail comes from, such as devq@example.org.");
    }
    String login = uri.getRawUserInfo();
    String[] parts = login == null ? new String[0] : login.split(":", 2);
    return new MailSettings(
        uri.getHost(),
        uri.getPort() > 0 ? uri.getPort() : encrypted ? 465 : 587,
        encrypted,
        startTls(uri.getQuery()),
        parts.length > 0 ? decoded(parts[0]) : null,
        parts.length > 1 ? decoded(parts[1]) : null,
        from);
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException _) {
      throw invalid();
    }
  }

  private static StartTls startTls(@Nullable String query) {
    return switch (query) {
      case null -> StartTls.OFFERED;
      case "starttls=offered" -> StartTls.OFFERED;
      case "starttls=required" -> StartTls.REQUIRED;
      case "starttls=off" -> StartTls.OFF;
      default -> throw invalid();
    };
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Problem invalid() {
    return Problem.invalid(
        "invalid_smtp",
        URL
            + " looks like smtp://user:password@mail.example.org:587?starttls=required, or smtps://….");
  }

  @Override
  public String toString() {
    return (encrypted ? "smtps://" : "smtp://") + host + ":" + port;
  }
}

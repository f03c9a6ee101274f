package io.devq.server.notify;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/// Hands mail to the operator's server.
final class Post {

  private static final String TIMEOUT_MILLIS = "20000";
  private static final int REFUSED_FOR_GOOD = 500;

  private final MailSettings settings;
  private final Session session;

  Post(MailSettings settings) {
    this.settings = settings;
    Properties properties = new Properties();
    String p = "mail.smtp.";
    properties.put(p + "host", settings.host());
    properties.put(p + "port", Integer.toString(settings.port()));
    properties.put(p + "auth", Boolean.toString(settings.user() != null));
    properties.put(p + "connectiontimeout", TIMEOUT_MILLIS);
    properties.put(p + "timeout", TIMEOUT_MILLIS);
    properties.put(p + "writetimeout", TIMEOUT_MILLIS);
    properties.put(p + "quitwait", "false");
    properties.put(p + "ssl.enable", Boolean.toString(settings.encrypted()));
    properties.put(p + "ssl.checkserveridentity", "true");
    properties.put(
        p + "starttls.enable", Boolean.toString(settings.startTls() != MailSettings.StartTls.OFF));
    properties.put(
        p + "starttls.required",
        Boolean.toString(settings.startTls() == MailSettings.StartTls.REQUIRED));
    this.session = Session.getInstance(properties);
  }

  /// A mail of plain text.
  ///
  /// @param id unique and the same whenever this mail is sent again, so that a receiver sees that
  ///   it is the same
  record Mail(String id, String to, String subject, String text, Instant date) {}

  /// The mail server will not take this mail, however often it is asked.
  static final class Refused extends Exception {

    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /// Sends a mail.
  ///
  /// @throws Refused when trying again cannot help
  /// @throws MessagingException any other failure
  void send(Mail mail) throws Refused, MessagingException {
    MimeMessage message = message(mail);
    try (SMTPTransport transport = new SMTPTransport(session, null)) {
      transport.connect(settings.host(), settings.port(), settings.user(), settings.password());
      transport.sendMessage(message, message.getAllRecipients());
    } catch (SendFailedException failure) {
      int code = code(failure);
      if (code >= REFUSED_FOR_GOOD) {
        throw new Refused("the mail server refused it: " + line(failure));
      }
      throw failure;
    }
  }

  /// The code with which the mail server refused the mail or its mailbox, or 0.
  private static int code(MessagingException failure) {
    return switch (innermost(failure)) {
      case SMTPAddressFailedException address -> address.getReturnCode();
      case SMTPSenderFailedException sender -> sender.getReturnCode();
      case SMTPSendFailedException sending -> sending.getReturnCode();
      default -> 0;
    };
  }

  /// What the mail server said stands at the end of a chain.
  private static Exception innermost(Exception failure) {
    Exception at = failure;
    while (at instanceof MessagingException one && one.getNextException() != null) {
      at = one.getNextException();
    }
    return at;
  }

  /// What a failure says, on one line.
  static String line(Exception failure) {
    return String.valueOf(innermost(failure).getMessage()).replaceAll("\\s+", " ").strip();
  }

  private MimeMessage message(Mail mail) throws MessagingException {
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + mail.id() + "@" + domain() + ">");
          }
        };
    message.setFrom(new InternetAddress(settings.from(), true));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.to(), true));
    message.setSubject(oneLine(mail.subject()), StandardCharsets.UTF_8.name());
    message.setText(mail.text(), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(mail.date()));
    message.setHeader("Auto-Submitted", "auto-generated");
    return message;
  }

  private String domain() {
    return settings.from().substring(settings.from().lastIndexOf('@') + 1);
  }

  /// Nothing in a subject may end its line, or write backwards.
  static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
  }
}

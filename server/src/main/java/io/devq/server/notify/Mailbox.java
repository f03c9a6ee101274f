package io.devq.server.notify;

import java.util.regex.Pattern;

/// What a mailbox looks like: one plain address, without a name, a comment or anything that could
/// end the line it is written in.
final class Mailbox {

  private static final int LONGEST = 254;
  private static final Pattern FORM =
      Pattern.compile(
          "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
              + "@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

  private Mailbox() {}

  static boolean isOne(String text) {
    return text.length() <= LONGEST && FORM.matcher(text).matches();
  }
}

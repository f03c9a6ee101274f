package io.devq.server;

import io.devq.server.notify.MailSettings;
import io.devq.server.outbound.OutboundSettings;
import io.devq.server.outbound.Resolver;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a server reaches the world.
///
/// @param outbound what requests of jobs may reach beside the public Internet
/// @param resolver turns names into addresses
/// @param mail through whom mail is sent, or null for no mail
public record Outside(OutboundSettings outbound, Resolver resolver, @Nullable MailSettings mail) {

  /// The public Internet and no mail.
  public static final Outside STANDARD =
      new Outside(OutboundSettings.PUBLIC, Resolver.SYSTEM, null);

  /// As the operator's environment says.
  ///
  /// @throws io.devq.base.Problem `invalid_outbound_allow`, `invalid_address_range`, `invalid_smtp`
  public static Outside of(Map<String, String> environment) {
    return new Outside(
        OutboundSettings.parse(environment.getOrDefault(OutboundSettings.VARIABLE, "")),
        Resolver.SYSTEM,
        MailSettings.of(environment).orElse(null));
  }
}

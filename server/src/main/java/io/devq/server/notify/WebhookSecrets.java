package io.devq.server.notify;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.devq.server.notify.store.NotificationStore;
import io.devq.server.security.SealingKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The secrets with which the webhooks of a project are signed.
///
/// Source: the Standard Webhooks specification: `whsec_` and base64, HMAC-SHA256 over id, timestamp
/// and body, several signatures while a secret is being replaced.
final class WebhookSecrets {

  /// How long a secret signs beside the one that replaces it.
  static final Duration OVERLAP = Duration.ofHours(24);

  private static final String PREFIX = "whsec_";
  private static final int BYTES = 32;

  private final NotificationStore store;
  private final SealingKey key;
  private final SecureRandom random = new SecureRandom();

  WebhookSecrets(NotificationStore store, SealingKey key) {
    this.store = store;
    this.key = key;
  }

  /// A new secret, and until when the one before it signs too.
  record Renewed(String secret, Optional<Instant> previousUntil) {}

  Renewed renew(String project) {
    byte[] secret = made();
    Optional<Instant> until =
        store.addSecret(project, generation -> seal(secret, project, generation), OVERLAP, false);
    return new Renewed(PREFIX + Base64.getEncoder().encodeToString(secret), until);
  }

  private byte[] made() {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return secret;
  }

  private byte[] seal(byte[] secret, String project, int generation) {
    return key.seal(secret, purpose(project, generation));
  }

  private static String purpose(String project, int generation) {
    return "webhooks/" + generation + "/" + project;
  }

  /// The value of the signature header. A project that has no secret yet gets one.
  String sign(String project, String id, long timestamp, String body) {
    List<NotificationStore.Sealed> sealed = store.secrets(project);
    if (sealed.isEmpty()) {
      byte[] first = made();
      var _ = store.addSecret(project, number -> seal(first, project, number), OVERLAP, true);
      sealed = store.secrets(project);
    }
    List<String> signatures = new ArrayList<>();
    for (NotificationStore.Sealed one : sealed) {
      byte[] secret = key.open(one.bytes(), purpose(project, one.generation()));
      signatures.add(signature(secret, id, timestamp, body));
    }
    return String.join(" ", signatures);
  }

  static String signature(byte[] secret, String id, long timestamp, String body) {
    try {
      return new Webhook(secret).sign(id, timestamp, body);
    } catch (EmptyWebhookSecretException | WebhookSigningException failure) {
      throw new IllegalStateException("the message cannot be signed", failure);
    }
  }
}

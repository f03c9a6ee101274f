package io.devq.server.outbound;

import io.devq.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Sends requests that users wrote, without becoming their way into the operator's network. A name
/// is looked up once, every address of it is checked, and exactly those addresses are connected to;
/// certificates are checked for the name. Redirects are not followed, cookies not kept, connections
/// not used twice, answers not unpacked, and everything has a bound.
public final class Outbound implements AutoCloseable {

  private static final int MOST_HEADERS = 200;
  private static final int LONGEST_LINE = 16 * 1024;

  private static final Logger LOG = System.getLogger(Outbound.class.getName());

  private final CloseableHttpClient client;

  /// A client behind a guard.
  public Outbound(Guard guard) {
    this(guard, DefaultClientTlsStrategy.createDefault());
  }

  /// One with its own view on whom to trust.
  Outbound(Guard guard, TlsSocketStrategy tls) {
    this.client =
        HttpClientBuilder.create()
            .setConnectionManager(connections(guard, tls))
            .setConnectionReuseStrategy((_, _, _) -> false)
            .setUserAgent("DevQ")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableContentCompression()
            .disableAuthCaching()
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(Timeout.of(OutboundSettings.SLOT_WAIT))
                    .setResponseTimeout(Timeout.of(OutboundSettings.SILENCE))
                    .setRedirectsEnabled(false)
                    .setAuthenticationEnabled(false)
                    .setProtocolUpgradeEnabled(false)
                    .build())
            .build();
  }

  private static PoolingHttpClientConnectionManager connections(
      Guard guard, TlsSocketStrategy tls) {
    Http1Config bounds =
        Http1Config.custom().setMaxHeaderCount(MOST_HEADERS).setMaxLineLength(LONGEST_LINE).build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(new Checked(guard))
        .setTlsSocketStrategy(tls)
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder().http1Config(bounds).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(OutboundSettings.CONNECT))
                .setSocketTimeout(Timeout.of(OutboundSettings.SILENCE))
                .build())
        .setMaxConnTotal(OutboundSettings.AT_ONCE)
        .setMaxConnPerRoute(OutboundSettings.AT_ONCE)
        .build();
  }

  /// The only place where names of users become addresses to connect to.
  private record Checked(Guard guard) implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return guard.admit(host).toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  /// Sends a request and waits for the answer. Interrupting the caller ends it.
  ///
  /// @throws Problem `invalid_url`, `refused_port`, `blocked_address`: it may not be sent at all
  /// @throws IOException when there was no answer in time
  public OutboundAnswer send(OutboundRequest request) throws IOException, InterruptedException {
    HttpUriRequestBase message = message(request);
    FutureTask<OutboundAnswer> task = new FutureTask<>(() -> exchange(request, message));
    Thread.ofVirtual().name("devq-outbound").start(task);
    try {
      return task.get(request.total().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      message.abort();
      throw new InterruptedIOException("no whole answer came within " + request.total());
    } catch (InterruptedException interrupted) {
      message.abort();
      throw interrupted;
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof BlockedAddress blocked) {
        throw new Problem(
            Problem.Kind.INVALID, "blocked_address", blocked.sentence(), null, blocked);
      }
      throw failure(failure.getCause());
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case null -> new IOException("the request cannot be sent");
      case UnknownHostException unknown ->
          new UnknownHostException("the name " + unknown.getMessage() + " is not known");
      case IOException failure -> failure;
      default -> new IOException("the request cannot be sent: " + cause.getMessage(), cause);
    };
  }

  private static HttpUriRequestBase message(OutboundRequest request) {
    URI uri = Guard.parse(request.uri().toString(), null);
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), uri);
    request.headers().forEach(message::setHeader);
    if (request.body().length > 0) {
      Header type = message.getFirstHeader("Content-Type");
      message.setEntity(
          new ByteArrayEntity(
              request.body(),
              type == null
                  ? ContentType.APPLICATION_OCTET_STREAM
                  : ContentType.parseLenient(type.getValue())));
    }
    return message;
  }

  private OutboundAnswer exchange(OutboundRequest request, HttpUriRequestBase message)
      throws IOException {
    HttpHost host =
        new HttpHost(request.uri().getScheme(), Guard.host(request.uri()), request.uri().getPort());
    HttpClientContext context = HttpClientContext.create();
    ClassicHttpResponse response = client.executeOpen(host, message, context);
    try {
      byte[] body = body(response.getEntity(), request.mostBody() + 1);
      boolean truncated = body.length > request.mostBody();
      return new OutboundAnswer(
          response.getCode(),
          headers(response),
          truncated ? Arrays.copyOf(body, request.mostBody()) : body,
          truncated,
          remote(context));
    } finally {
      leave(message, response);
    }
  }

  /// Closes the connection at once. Closing the answer alone would read the rest of it, however
  /// long that is.
  private static void leave(HttpUriRequestBase message, ClassicHttpResponse response) {
    message.abort();
    try {
      response.close();
    } catch (IOException alreadyClosed) {
      LOG.log(Level.TRACE, "the connection was closed before its answer", alreadyClosed);
    }
  }

  private static String remote(HttpClientContext context) {
    EndpointDetails details = context.getEndpointDetails();
    return details == null
        ? ""
        : String.valueOf(details.getRemoteAddress()).replaceFirst("^[^/]*/", "");
  }

  private static byte[] body(@Nullable HttpEntity entity, int most) throws IOException {
    if (entity == null) {
      return new byte[0];
    }
    InputStream content = entity.getContent();
    return content == null ? new byte[0] : content.readNBytes(most);
  }

  private static Map<String, List<String>> headers(ClassicHttpResponse response) {
    Map<String, List<String>> headers = new HashMap<>();
    for (Header header : response.getHeaders()) {
      headers
          .computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(header.getValue());
    }
    return headers;
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}

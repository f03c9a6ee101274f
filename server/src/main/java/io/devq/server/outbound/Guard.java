package io.devq.server.outbound;

import io.devq.base.Problem;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Decides where requests of users may go. Asked twice: when something is submitted, so that its
/// author hears of a mistake at once, and when the request is sent, when the addresses that are
/// checked are those that are connected to.
public final class Guard {

  private static final int LONGEST_URL = 2_000;

  /// Spellings such as `127.1` and `0x7f.1`, which some resolvers take for addresses.
  private static final Pattern ODD_NUMBERS = Pattern.compile("[0-9a-fxA-FX.]*[0-9](:[0-9]*)?");

  /// Such as `0177.0.0.1`, which some resolvers read as octal.
  private static final Pattern LEADING_ZERO = Pattern.compile("([0-9]+\\.)*0[0-9]+(\\.[0-9]+)*");

  private final OutboundSettings settings;
  private final Resolver resolver;

  /// A guard with the operator's exceptions.
  public Guard(OutboundSettings settings, Resolver resolver) {
    this.settings = settings;
    this.resolver = resolver;
  }

  /// Checks an address as a user wrote it, and what its name means at the moment. A name that means
  /// nothing at the moment passes; it is looked up again when the request is sent.
  ///
  /// @param pointer of the field it comes from
  /// @throws Problem `invalid_url`, `refused_port`, `blocked_address`
  public URI check(String url, @Nullable String pointer) {
    URI uri = parse(url, pointer);
    try {
      var _ = lookUp(host(uri));
      return uri;
    } catch (BlockedAddress blocked) {
      throw new Problem(
          Problem.Kind.INVALID, "blocked_address", blocked.sentence(), pointer, blocked);
    } catch (UnknownHostException _) {
      return uri;
    }
  }

  /// Checks the form of an address alone.
  ///
  /// @throws Problem `invalid_url`, `refused_port`
  static URI parse(String url, @Nullable String pointer) {
    URI uri = uri(url, pointer);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw invalid("An address begins with http:// or https://.", pointer);
    }
    String authority = uri.getRawAuthority();
    if (authority != null && isOdd(uri.getHost(), authority)) {
      throw new Problem(
          Problem.Kind.INVALID,
          "blocked_address",
          "An address is written with all of its four numbers, without zeros before them.",
          pointer,
          null);
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      throw invalid("The address names no host.", pointer);
    }
    if (uri.getRawUserInfo() != null) {
      throw invalid("Put the name and password of the address into a header instead.", pointer);
    }
    if (uri.getPort() != -1 && Ports.refused(uri.getPort())) {
      throw new Problem(
          Problem.Kind.INVALID,
          "refused_port",
          "Port "
              + uri.getPort()
              + " is none that web servers listen at; requests to it are refused.",
          pointer,
          null);
    }
    return uri;
  }

  private static boolean isOdd(@Nullable String host, String authority) {
    return host == null
        ? ODD_NUMBERS.matcher(authority).matches()
        : LEADING_ZERO.matcher(host).matches();
  }

  private static URI uri(String url, @Nullable String pointer) {
    if (url.length() > LONGEST_URL) {
      throw invalid("An address has at most " + LONGEST_URL + " characters.", pointer);
    }
    if (url.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw invalid(
          "An address has only the printable characters of ASCII; encode others.", pointer);
    }
    try {
      return new URI(url);
    } catch (URISyntaxException failure) {
      throw invalid("The address cannot be read: " + failure.getReason() + ".", pointer);
    }
  }

  private static Problem invalid(String message, @Nullable String pointer) {
    return new Problem(Problem.Kind.INVALID, "invalid_url", message, pointer, null);
  }

  /// The host of an address, without brackets or a final dot, in lower case.
  static String host(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      return host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private List<InetAddress> lookUp(String host) throws UnknownHostException {
    FutureTask<List<InetAddress>> task = new FutureTask<>(() -> admit(host));
    Thread thread = Thread.ofVirtual().name("devq-look-up").start(task);
    try {
      return task.get(OutboundSettings.LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IllegalStateException(failure.getCause());
    } catch (TimeoutException _) {
      thread.interrupt();
      throw new UnknownHostException(host);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host);
    }
  }

  /// The addresses of a host, each of which may be connected to.
  ///
  /// @throws BlockedAddress when one of them may not
  /// @throws UnknownHostException when there are none
  List<InetAddress> admit(String host) throws UnknownHostException {
    String name = host.toLowerCase(Locale.ROOT);
    boolean allowed = settings.allows(name);
    if (!allowed && Blocked.isName(name)) {
      throw new BlockedAddress(host, "a metadata service of a cloud");
    }
    List<InetAddress> addresses = resolver.resolve(name);
    if (addresses.isEmpty()) {
      throw new UnknownHostException(host);
    }
    for (InetAddress address : addresses) {
      Optional<String> why = allowed || settings.allows(address) ? Optional.empty() : why(address);
      if (why.isPresent()) {
        throw new BlockedAddress(host, why.get());
      }
    }
    return List.copyOf(addresses);
  }

  private static Optional<String> why(InetAddress address) {
    Optional<String> why = Blocked.why(address);
    return why.isPresent() || !isOurs(address) ? why : Optional.of("this machine");
  }

  private static boolean isOurs(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      return true;
    }
  }
}

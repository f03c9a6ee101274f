package shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A shop that answers on one port: what it sells on /, whether it is well on /health. */
public final class Shop {

  private static final int HEALTH_STATUS = 200;

  private Shop() {}

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    String version = version();
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", exchange -> answer(exchange, 200, "shop, " + version + ", apples " + Prices.of("apple", 3)));
    server.createContext("/health", exchange -> answer(exchange, HEALTH_STATUS, "status " + HEALTH_STATUS));
    server.start();
    System.out.println("shop, " + version + ", listens on port " + port);
  }

  private static String version() throws IOException {
    try (InputStream file = Shop.class.getResourceAsStream("/version.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}

package dev.doppio.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A small HTTP server for machines that watch a daemon. Without authentication and encryption, so
 * its address is loopback unless configured otherwise.
 */
public final class Console implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String INDEX = "/metrics\n/live\n/ready\n/status\n";

  private final HttpServer server;
  private final ExecutorService threads;

  private record Answer(int status, String type, String body) {}

  private Console(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Serves until closed.
   *
   * @param address where to listen; port 0 takes a free one
   * @throws BindException when the port is taken or the address is not this machine's
   */
  public static Console start(InetSocketAddress address, Metrics metrics, Health health)
      throws IOException {
    limitSlowClients();
    HttpServer server = bind(address);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, named());
    server.setExecutor(threads);
    serve(server, "/", () -> new Answer(OK, TEXT, INDEX));
    serve(server, "/metrics", () -> new Answer(OK, PROMETHEUS, metrics.scrape()));
    serve(server, "/live", () -> live(health));
    serve(server, "/ready", () -> ready(health));
    serve(server, "/status", () -> new Answer(OK, JSON, health.status() + "\n"));
    server.start();
    return new Console(server, threads);
  }

  /** The port in use. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** {@code http://host:port}. */
  public String url() {
    return "http://" + server.getAddress().getHostString() + ":" + port();
  }

  /** Idempotent. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static HttpServer bind(InetSocketAddress address) throws IOException {
    try {
      return HttpServer.create(address, 0);
    } catch (BindException e) {
      String where = address.getHostString() + ":" + address.getPort();
      throw new BindException("can't listen on " + where + " (" + e.getMessage() + ")");
    }
  }

  /** A client that never finishes its request must not keep the health checks waiting. */
  private static void limitSlowClients() {
    for (String limit : List.of("maxReqTime", "maxRspTime")) {
      String property = "sun.net.httpserver." + limit;
      System.setProperty(property, System.getProperty(property, "10"));
    }
  }

  private static ThreadFactory named() {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, "console-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private static Answer live(Health health) {
    return health.live()
        ? new Answer(OK, TEXT, "live\n")
        : new Answer(UNAVAILABLE, TEXT, "not live\n");
  }

  private static Answer ready(Health health) {
    List<String> obstacles = health.obstacles();
    return obstacles.isEmpty()
        ? new Answer(OK, TEXT, "ready\n")
        : new Answer(UNAVAILABLE, TEXT, String.join("\n", obstacles) + "\n");
  }

  private static void serve(HttpServer server, String path, Supplier<Answer> answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            send(exchange, answerTo(exchange, path, answer));
          }
        });
  }

  private static Answer answerTo(HttpExchange exchange, String path, Supplier<Answer> answer) {
    if (!exchange.getRequestURI().getPath().equals(path)) {
      return new Answer(NOT_FOUND, TEXT, "not here; here are\n" + INDEX);
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return new Answer(NOT_ALLOWED, TEXT, "GET only\n");
    }
    return answer.get();
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}

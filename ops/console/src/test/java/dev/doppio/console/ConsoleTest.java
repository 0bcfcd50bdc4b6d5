package dev.doppio.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConsoleTest {
  private final List<String> obstacles = new ArrayList<>();
  private boolean live = true;
  private Metrics metrics;
  private Console console;

  @BeforeEach
  void start() throws IOException {
    metrics = new Metrics();
    console = Console.start(loopback(0), metrics, new Told());
  }

  @AfterEach
  void stop() {
    console.close();
    metrics.close();
  }

  @Test
  void metersOfTheJvmAndOfTheDaemonAreServedForPrometheus() throws Exception {
    metrics.add(List.of(gauge("doppio.applier.lag.transactions", 7)));

    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("version=0.0.4");
    assertThat(answer.body()).contains("doppio_applier_lag_transactions 7.0", "jvm_memory_used");
  }

  @Test
  void whatTheDaemonSaysOfItselfIsServedAsJson() throws Exception {
    HttpResponse<String> answer = get("/status");

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).isEqualTo("{\"daemon\":\"sidecar of dc1/n1\"}\n");
  }

  @Test
  void anUnknownGaugeIsNotANumber() throws Exception {
    metrics.add(List.of(gauge("doppio.unknown", Double.NaN)));

    assertThat(get("/metrics").body()).contains("doppio_unknown NaN");
  }

  @Test
  void metersThatNobodyElseHoldsAreKept() throws Exception {
    metrics.add(List.of(new Weak()));
    WeakReference<Object> unheld = new WeakReference<>(new Object());
    for (int i = 0; i < 100 && unheld.get() != null; i++) {
      System.gc();
    }

    assertThat(unheld.get()).isNull();
    assertThat(get("/metrics").body()).contains("doppio_weak 7.0");
  }

  /** Measures itself, as our meters do. */
  private static final class Weak implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
      Gauge.builder("doppio.weak", this, me -> 7).register(registry);
    }
  }

  private static MeterBinder gauge(String name, double value) {
    return registry -> Gauge.builder(name, () -> value).strongReference(true).register(registry);
  }

  @Test
  void notReadySaysWhy() throws Exception {
    obstacles.add("partition mailbox/3 stopped: gap");

    assertThat(get("/ready").statusCode()).isEqualTo(503);
    assertThat(get("/ready").body()).contains("mailbox/3 stopped");
    assertThat(get("/live").statusCode()).isEqualTo(200);
    obstacles.clear();
    assertThat(get("/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void aDeadDaemonIsNotLive() throws Exception {
    live = false;

    assertThat(get("/live").statusCode()).isEqualTo(503);
  }

  @Test
  void whatIsNotThereIsNotFoundAndWritesAreNotAllowed() throws Exception {
    assertThat(get("/metricsx").statusCode()).isEqualTo(404);
    assertThat(get("/").body()).contains("/metrics");
    HttpRequest post = request("/live").POST(HttpRequest.BodyPublishers.noBody()).build();
    assertThat(send(post).statusCode()).isEqualTo(405);
  }

  @Test
  void aTakenPortIsSaidWithItsAddress() {
    assertThatThrownBy(() -> Console.start(loopback(console.port()), metrics, new Told()))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("can't listen on")
        .hasMessageContaining(":" + console.port());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(console.url() + path));
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private final class Told implements Health {
    @Override
    public boolean live() {
      return live;
    }

    @Override
    public List<String> obstacles() {
      return obstacles;
    }

    @Override
    public String status() {
      return "{\"daemon\":\"sidecar of dc1/n1\"}";
    }
  }
}

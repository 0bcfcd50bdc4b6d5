package dev.doppio.applier.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done about each answer to a bulk request; the server says what it is told to. */
final class BulkWriterTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 3);
  private static final String FINE = "{\"index\":{\"status\":201}}";
  private static final String BUSY =
      "{\"index\":{\"status\":429,\"error\":{\"type\":\"rejected_execution_exception\"}}}";
  private static final String SUPERSEDED =
      "{\"index\":{\"status\":409,\"error\":{\"type\":\"version_conflict_engine_exception\"}}}";
  private static final String REFUSED =
      "{\"index\":{\"status\":400,\"_index\":\"shop.doc-1\",\"error\":{\"type\":"
          + "\"mapper_parsing_exception\",\"reason\":\"failed to parse field [a] of type [long] in"
          + " document with id 'doc/2'. Preview of field's value: 'secret'\"}}}";

  /** Answers in turn: a status alone, or the items of a bulk. */
  private final Deque<String> answers = new ArrayDeque<>();

  private final List<String> asked = new ArrayList<>();
  private final AtomicInteger before = new AtomicInteger();
  private final Counters counters = new Counters();
  private HttpServer server;
  private Cluster cluster;
  private BulkWriter writer;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/_bulk",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          String next = answers.remove();
          boolean status = next.length() == 3;
          byte[] body =
              (status ? "{\"error\":{\"reason\":\"too many\"}}" : next)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status ? Integer.parseInt(next) : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI node = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    cluster =
        Cluster.open(
            new OpenSearchTargetConfig.Access(
                List.of(node), Optional.empty(), Optional.empty(), Duration.ofSeconds(10)));
    writer = new BulkWriter(cluster, counters, PARTITION);
  }

  @AfterEach
  void end() {
    cluster.close();
    server.stop(0);
  }

  @Test
  void whatABusyClusterRefusesIsSentAgainAndNothingElse() {
    answers.add("429");
    answers.add("503");
    answers.add(items(FINE, BUSY, SUPERSEDED, BUSY));
    answers.add(items(FINE, BUSY));
    answers.add(items(FINE));
    writer.send(request(1, 2, 3, 4), before::incrementAndGet);
    assertThat(asked)
        .containsExactly(text(1, 2, 3, 4), text(1, 2, 3, 4), text(1, 2, 3, 4), text(2, 4), text(4));
    assertThat(before).as("looked whose the partition is").hasValue(5);
    assertThat(counters.snapshot(0).throttled()).isEqualTo(4);
    assertThat(counters.snapshot(0).conflicts()).isEqualTo(1);
  }

  @Test
  void aDocumentThatCanNotBeIndexedIsNamedWithPlaceAndReasonAndItsContentIsNot() {
    answers.add(items(FINE, REFUSED, FINE));
    assertThatThrownBy(() -> writer.send(request(1, 2, 3), before::incrementAndGet))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED))
        .hasMessageContaining("document doc/2 of shop/3 in run 1:2 can't be indexed in shop.doc-1")
        .hasMessageContaining("failed to parse field [a] of type [long]")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aVersionThatWasThereBeforeIsNoFailure() {
    answers.add(items(SUPERSEDED, SUPERSEDED));
    writer.send(request(1, 2), before::incrementAndGet);
    assertThat(asked).hasSize(1);
    assertThat(counters.snapshot(0).conflicts()).isEqualTo(2);
  }

  @Test
  void anyOtherFailureMayPass() {
    answers.add(
        items(FINE, "{\"index\":{\"status\":404,\"error\":{\"reason\":\"no such index\"}}}"));
    assertThatThrownBy(() -> writer.send(request(1, 2), before::incrementAndGet))
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_UNAVAILABLE))
        .hasMessageContaining("no such index");
  }

  private static String items(String... items) {
    return "{\"errors\":true,\"items\":[" + String.join(",", items) + "]}";
  }

  private static byte[] request(int... documents) {
    return text(documents).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(int... documents) {
    return Arrays.stream(documents)
        .mapToObj(
            number ->
                Operation.delete("shop.doc-1-write", "doc/" + number, new Scn(1, number)).lines())
        .map(lines -> new String(lines.get(0), StandardCharsets.UTF_8))
        .collect(Collectors.joining());
  }
}

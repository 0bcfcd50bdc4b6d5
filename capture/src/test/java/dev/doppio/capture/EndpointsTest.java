package dev.doppio.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.config.Overrides;
import dev.doppio.capture.config.SnapshotLimits;
import dev.doppio.capture.config.TableFilter;
import dev.doppio.capture.config.Tls;
import dev.doppio.capture.preflight.BinlogExpiry;
import dev.doppio.capture.preflight.EndpointFacts;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.secret.Secret;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of several servers the first that can go on is read, one that takes writes before others. */
final class EndpointsTest {
  static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final Optional<SourcePosition> AT = Optional.of(position(UUID + ":1-7:9-10"));

  private static final Secret PASSWORD = Secret.fixed("a test", "");

  private final Map<Endpoint, EndpointFacts> servers = new HashMap<>();
  private final List<Endpoint> tried = new ArrayList<>();
  private final Endpoints endpoints = new Endpoints(config("a", "b", "c"), this::look);
  private Optional<DoppioException> failure = Optional.empty();

  static Endpoint endpoint(String host) {
    return new Endpoint(host, 3306, "capture", PASSWORD, Tls.preferred());
  }

  static CaptureConfig config(String... hosts) {
    return new CaptureConfig(
        "n1",
        "dc1",
        List.of(hosts).stream().map(EndpointsTest::endpoint).toList(),
        List.of(Configs.layout("shop", PartitionMode.HASH)),
        TableFilter.all(),
        Optional.empty(),
        CaptureEngine.AUTO,
        SnapshotLimits.standard(),
        Overrides.none(),
        Duration.ofHours(6),
        Map.of(),
        Map.of());
  }

  static SourcePosition position(String gtids) {
    return new SourcePosition(GtidSet.parse(gtids), CaptureScope.of(Map.of()), "", 0);
  }

  static EndpointFacts facts(String executed, String purged, boolean writable) {
    return new EndpointFacts(
        "server:3306",
        GtidSet.parse(executed),
        GtidSet.parse(purged),
        writable,
        new BinlogExpiry(Optional.of(Duration.ofDays(1))),
        Instant.EPOCH);
  }

  private EndpointFacts look(Endpoint endpoint) {
    return Optional.ofNullable(servers.get(endpoint))
        .orElseThrow(() -> new DoppioException(FailureKind.SOURCE_UNAVAILABLE, "no route to host"));
  }

  private void server(String host, String executed, String purged, boolean writable) {
    servers.put(endpoint(host), facts(executed, purged, writable));
  }

  private String chosen() {
    return endpoints.first(
        AT,
        at -> {
          tried.add(at.endpoint());
          if (failure.isPresent() && tried.size() == 1) {
            throw failure.get();
          }
          return at.endpoint().host();
        });
  }

  private DoppioException refusal() {
    return catchThrowableOfType(DoppioException.class, this::chosen);
  }

  @Test
  void anAddressNamesTheServerThatItIsTheAddressOf() {
    assertThat(endpoint("a").at("[::1]:3307").host()).isEqualTo("::1");
    assertThat(endpoint("a").at("[::1]:3307").address()).isEqualTo("[::1]:3307");
    assertThat(endpoint("a").at("db9:3306").address()).isEqualTo("db9:3306");
  }

  @Test
  void theFirstThatCoversThePositionIsRead() {
    server("a", UUID + ":1-10", "", true);
    server("b", UUID + ":1-10", "", true);
    assertThat(chosen()).isEqualTo("a");
    servers.remove(endpoint("a"));
    assertThat(chosen()).isEqualTo("b");
    assertThat(endpoints.inUse()).contains(endpoint("b"));
  }

  @Test
  void oneThatTakesWritesComesBeforeOneThatTakesNone() {
    server("a", UUID + ":1-10", "", false);
    server("b", UUID + ":1-10", "", false);
    server("c", UUID + ":1-10", "", true);
    assertThat(chosen()).isEqualTo("c");
    servers.remove(endpoint("c"));
    assertThat(chosen()).isEqualTo("a");
  }

  @Test
  void oneThatLacksOrHasPurgedIsPassedOver() {
    server("a", UUID + ":1-9", "", true);
    server("b", UUID + ":1-10", UUID + ":1-8", true);
    server("c", UUID + ":1-10", UUID + ":1-7", false);
    assertThat(chosen()).isEqualTo("c");
    assertThat(tried).containsExactly(endpoint("c"));
  }

  /** Passwords of several servers are not rotated in one moment. */
  @Test
  void aLoginThatIsRefusedIsTriedAtTheNextAndAgainLater() {
    server("b", UUID + ":1-10", "", true);
    failure = Optional.of(new DoppioException(FailureKind.SOURCE_DENIED, "wrong password"));
    servers.put(endpoint("a"), facts(UUID + ":1-10", "", true));
    assertThat(chosen()).isEqualTo("b");

    Endpoints all =
        new Endpoints(
            config("a", "b"),
            endpoint -> {
              throw new DoppioException(
                  endpoint.host().equals("a")
                      ? FailureKind.SOURCE_DENIED
                      : FailureKind.SOURCE_REFUSED,
                  "no");
            });
    assertThat(
            catchThrowableOfType(
                    DoppioException.class, () -> all.first(AT, at -> at.endpoint().host()))
                .kind())
        .isEqualTo(FailureKind.SOURCE_DENIED);
  }

  @Test
  void whenAllRefuseTheirGtidsAndRemediesAreSaid() {
    server("a", UUID + ":1-8", "", true);
    server("b", UUID + ":1-10", UUID + ":1-8", true);
    server("c", UUID + ":1-7", "", true);
    DoppioException refusal = refusal();
    assertThat(refusal.kind()).isEqualTo(FailureKind.SOURCE_REFUSED);
    assertThat(refusal)
        .hasMessageContaining("lacks transactions that the log has: " + UUID + ":9-10;")
        .hasMessageContaining("replayed from the log")
        .hasMessageContaining("purged transactions that the log lacks: " + UUID + ":8;")
        .hasMessageContaining("gtid_purged is " + UUID + ":1-8")
        .hasMessageContaining("Binlogs are purged");
  }

  @Test
  void whileOneIsAwayItMayBeTheOne() {
    server("a", UUID + ":1-8", "", true);
    DoppioException refusal = refusal();
    assertThat(refusal.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
    assertThat(refusal)
        .hasMessageContaining(UUID + ":9-10")
        .hasMessageContaining("b:3306: no route to host");
  }

  @Test
  void whatOneServerRefusesAnotherMayTakeAndADefectIsNobodysFault() {
    server("a", UUID + ":1-10", "", true);
    server("b", UUID + ":1-10", "", true);
    failure = Optional.of(new DoppioException(FailureKind.SOURCE_REFUSED, "binlog_format"));
    assertThat(chosen()).isEqualTo("b");
    tried.clear();
    failure = Optional.of(new DoppioException(FailureKind.INTERNAL, "a defect"));
    assertThat(refusal()).hasMessage("a defect");
  }

  @Test
  void theFirstStartTakesAnyThatAnswers() {
    server("b", "", "", false);
    String host = endpoints.first(Optional.empty(), at -> at.endpoint().host());
    assertThat(host).isEqualTo("b");
  }

  @Test
  void aSingleServerIsAskedByPreflightAlone() {
    Endpoints single = new Endpoints(config("a"), this::look);
    String host = single.first(AT, at -> at.endpoint().host());
    assertThat(host).isEqualTo("a");
  }
}

package dev.doppio.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.preflight.BinlogExpiry;
import dev.doppio.capture.preflight.EndpointFacts;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.LastTransaction;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Errant transactions are named, and what is left of the binlogs' retention. */
final class SourceWatchTest {
  private static final String UUID = EndpointsTest.UUID;
  private static final String OTHER = "4e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Endpoint A = EndpointsTest.endpoint("a");
  private static final Endpoint B = EndpointsTest.endpoint("b");

  private final Map<Endpoint, EndpointFacts> servers = new HashMap<>();
  private final List<Endpoint> asked = new ArrayList<>();
  private final SourceWatch watch =
      new SourceWatch(EndpointsTest.config("b", "a"), () -> Optional.of(B), this::look);
  private SourcePosition position = EndpointsTest.position(UUID + ":1-10");
  private Optional<Instant> covered = Optional.empty();

  private EndpointFacts look(Endpoint endpoint) {
    asked.add(endpoint);
    return Optional.ofNullable(servers.get(endpoint))
        .orElseThrow(() -> new DoppioException(FailureKind.SOURCE_UNAVAILABLE, "gone"));
  }

  private void server(Endpoint endpoint, String executed, boolean writable, BinlogExpiry expiry) {
    servers.put(
        endpoint,
        new EndpointFacts(
            endpoint.address(), GtidSet.parse(executed), GtidSet.empty(), writable, expiry, NOW));
  }

  private void server(Endpoint endpoint, String executed) {
    server(endpoint, executed, true, new BinlogExpiry(Optional.of(Duration.ofHours(24))));
  }

  private SourceOutlook round() {
    asked.clear();
    assertThat(watch.step(Optional.of(position), covered)).isEmpty();
    return watch.step(Optional.of(position), covered).orElseThrow();
  }

  @Test
  void whatAnotherServerHasAndTheOneThatIsReadNeverGetsIsErrant() {
    server(A, UUID + ":1-12");
    server(B, UUID + ":1-10");
    assertThat(round().warnings(Duration.ZERO)).as("it may be on its way").isEmpty();
    assertThat(asked).containsExactly(A, B);
    server(A, UUID + ":1-13");
    server(B, UUID + ":1-11");
    SourceOutlook outlook = round();
    assertThat(outlook.servers().get(1).errant()).hasToString(UUID + ":12");
    assertThat(outlook.warnings(Duration.ZERO))
        .singleElement()
        .asString()
        .contains("a:3306", UUID + ":12", "make this one anew as a replica");
    server(B, UUID + ":1-20");
    assertThat(round().warnings(Duration.ZERO)).isEmpty();
  }

  @Test
  void aServerThatIsReadAndTakesNoWritesNeedNotHaveAll() {
    server(A, UUID + ":1-12");
    server(B, UUID + ":1-10", false, new BinlogExpiry(Optional.empty()));
    round();
    assertThat(round().servers().get(1).errant().isEmpty()).isTrue();
  }

  @Test
  void whatAServerLacksOfTheLogIsToldAndOneThatIsAwayIsUnknown() {
    server(A, UUID + ":1-8");
    server(B, UUID + ":1-10," + OTHER + ":1");
    assertThat(round().servers().get(1).lacking()).hasToString(UUID + ":9-10");
    servers.remove(A);
    assertThat(round().servers().get(1).reachable()).isFalse();
  }

  @Test
  void aSourceThatIsLevelKeepsWhatWillBeNeededForItsWholeTime() {
    server(B, UUID + ":1-10");
    assertThat(round().retention().seconds()).isEqualTo(86_400);
  }

  @Test
  void behindASourceTheTimeUntilItsBinlogsArePurgedRunsDown() {
    server(B, UUID + ":1-11");
    assertThat(round().retention().seconds()).isNaN();
    Gtid gtid = new Gtid(UUID, 10);
    LastTransaction last =
        new LastTransaction(gtid, NOW.minus(Duration.ofHours(20)), OptionalLong.empty(), UUID);
    position =
        new SourcePosition(
            position.executed(),
            position.scope(),
            Optional.of(last),
            Optional.empty(),
            List.of(),
            "",
            0);
    assertThat(round().retention().seconds()).isEqualTo(4 * 3_600);
    covered = Optional.of(NOW.minus(Duration.ofHours(23)));
    SourceOutlook outlook = round();
    assertThat(outlook.retention().seconds()).isEqualTo(3_600);
    assertThat(outlook.warnings(Duration.ofHours(2)))
        .singleElement()
        .asString()
        .contains("3600 s", "binlog_expire_logs_seconds");
    assertThat(outlook.warnings(Duration.ofMinutes(59))).isEmpty();
    covered = Optional.of(NOW.minus(Duration.ofHours(25)));
    assertThat(round().retention().seconds()).isZero();
  }

  @Test
  void whatIsOnlyPreparedIsNeededHoweverFarTheLogIs() {
    server(B, UUID + ":1-11");
    covered = Optional.of(NOW);
    position =
        new SourcePosition(
            position.executed(),
            position.scope(),
            Optional.empty(),
            Optional.of(NOW.minus(Duration.ofHours(23))),
            List.of(),
            "",
            0);
    assertThat(round().retention().seconds()).isEqualTo(3_600);
  }

  @Test
  void binlogsThatAreKeptForEverAreNoWarning() {
    server(B, UUID + ":1-11", true, new BinlogExpiry(Optional.empty()));
    covered = Optional.of(NOW.minus(Duration.ofDays(365)));
    assertThat(round().retention().seconds()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(round().warnings(Duration.ofDays(1))).isEmpty();
  }

  @Test
  void theExpiryIsReadAsMySqlAppliesIt() {
    assertThat(BinlogExpiry.of(Map.of("binlog_expire_logs_seconds", "60")).after())
        .contains(Duration.ofMinutes(1));
    assertThat(
            BinlogExpiry.of(Map.of("binlog_expire_logs_seconds", "0", "expire_logs_days", "2"))
                .after())
        .contains(Duration.ofDays(2));
    assertThat(BinlogExpiry.of(Map.of("binlog_expire_logs_seconds", "0")).after()).isEmpty();
    assertThat(
            BinlogExpiry.of(
                    Map.of(
                        "binlog_expire_logs_seconds", "60", "binlog_expire_logs_auto_purge", "OFF"))
                .after())
        .isEmpty();
  }
}

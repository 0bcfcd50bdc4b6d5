package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.SourceOutlook;
import dev.doppio.cli.verify.Continuous;
import dev.doppio.logreader.PartitionStats;
import dev.doppio.logwriter.LogWriter;
import dev.doppio.logwriter.WriterStats;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.PartitionId;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class MetersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void theLossWindowReachesBackToTheLastSourceTimeInTheLog() {
    bindWriter(writer(Optional.of(NOW.minusMillis(2_500))));

    assertThat(gauge("doppio.writer.loss.window.seconds")).isEqualTo(2.5);
    assertThat(registry.get("doppio.writer.transactions").functionCounter().count()).isEqualTo(7);
    assertThat(gauge("doppio.writer.running")).isEqualTo(1);
  }

  @Test
  void anUnknownLossWindowIsNotZero() {
    bindWriter(writer(Optional.empty()));

    assertThat(gauge("doppio.writer.loss.window.seconds")).isNaN();
  }

  @Test
  void aSourceClockAheadOfOursGivesNoNegativeWindow() {
    bindWriter(writer(Optional.of(NOW.plusSeconds(5))));

    assertThat(gauge("doppio.writer.loss.window.seconds")).isZero();
  }

  @Test
  void unknownLagIsNotANumberAndKnownLagIsInSeconds() {
    List<PartitionStats> stats =
        List.of(
            partition(0, OptionalLong.empty(), Optional.empty()),
            partition(1, OptionalLong.of(12), Optional.of(Duration.ofMillis(1_250))));
    new ReaderMeters(() -> stats, "dc1").bindTo(registry);

    assertThat(lag("lag.transactions", 0)).isNaN();
    assertThat(lag("lag.seconds", 0)).isNaN();
    assertThat(lag("lag.transactions", 1)).isEqualTo(12);
    assertThat(lag("lag.seconds", 1)).isEqualTo(1.25);
    assertThat(registry.get("doppio.applier.partitions").tag("state", "running").gauge().value())
        .isEqualTo(2);
  }

  @Test
  void serversThatAreUnknownAreNotANumber() {
    new SourceMeters(SourceOutlook::unknown, List.of("db1:3306")).bindTo(registry);

    assertThat(gauge("doppio.source.retention.left.seconds")).isNaN();
    assertThat(gauge("doppio.source.server.reachable")).isNaN();
  }

  @Test
  void everyServerHasItsSeries() {
    GtidSet errant = GtidSet.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:7-8");
    SourceOutlook outlook =
        new SourceOutlook(
            List.of(
                new SourceOutlook.Server("db1:3306", false, true, GtidSet.empty(), errant),
                new SourceOutlook.Server("db2:3306", true, true, GtidSet.empty(), GtidSet.empty())),
            new SourceOutlook.Retention(true, Optional.of(Duration.ofMinutes(90))));
    new SourceMeters(() -> outlook, List.of("db1:3306", "db2:3306")).bindTo(registry);

    assertThat(gauge("doppio.source.retention.left.seconds")).isEqualTo(5_400);
    assertThat(server("db1:3306", "errant.transactions")).isEqualTo(2);
    assertThat(server("db1:3306", "read")).isZero();
    assertThat(server("db2:3306", "read")).isEqualTo(1);
    assertThat(server("db2:3306", "lacking.transactions")).isZero();
  }

  private double server(String address, String name) {
    return registry.get("doppio.source.server." + name).tag("server", address).gauge().value();
  }

  @Test
  void everyMeterIsInTheTableOfTheOperationsPage() throws IOException {
    bindWriter(writer(Optional.empty()));
    new ReaderMeters(() -> List.of(partition(0, OptionalLong.empty(), Optional.empty())), "dc1")
        .bindTo(registry);
    new TargetMeters(
            () -> {
              throw new IllegalStateException("not asked");
            })
        .bindTo(registry);
    new SourceMeters(SourceOutlook::unknown, List.of("db1:3306")).bindTo(registry);
    new IndexMeters(
            () -> {
              throw new IllegalStateException("not asked");
            })
        .bindTo(registry);
    Continuous.meters().bindTo(registry);
    new WarehouseMeters(
            () -> {
              throw new IllegalStateException("not asked");
            })
        .bindTo(registry);
    new OpenSearchMeters(
            () -> {
              throw new IllegalStateException("not asked");
            })
        .bindTo(registry);
    String page = Files.readString(Path.of("..", "..", "docs", "operations.md"));

    Set<String> listed =
        Pattern.compile("^\\| `(doppio_[a-z_]+)` \\|", Pattern.MULTILINE)
            .matcher(page)
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toSet());
    assertThat(registry.getMeters().stream().map(MetersTest::shownAs).collect(Collectors.toSet()))
        .isEqualTo(listed);
  }

  /** As Prometheus sees it. */
  private static String shownAs(Meter meter) {
    String name = meter.getId().getName().replace('.', '_');
    return meter.getId().getType() == Meter.Type.COUNTER ? name + "_total" : name;
  }

  private double lag(String name, int partition) {
    return registry
        .get("doppio.applier." + name)
        .tag("partition", Integer.toString(partition))
        .tag("database", "mailbox")
        .tag("origin", "dc1")
        .gauge()
        .value();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private void bindWriter(WriterStats stats) {
    new WriterMeters(() -> stats, Clock.fixed(NOW, ZoneOffset.UTC)).bindTo(registry);
  }

  private static WriterStats writer(Optional<Instant> sourceTime) {
    return new WriterStats(
        LogWriter.State.RUNNING,
        7,
        20,
        1_000,
        3,
        0,
        0,
        Optional.empty(),
        Map.of(),
        sourceTime,
        List.of(),
        0,
        Optional.empty());
  }

  private static PartitionStats partition(
      int number, OptionalLong lagTransactions, Optional<Duration> lag) {
    return new PartitionStats(
        new PartitionId("mailbox", number),
        PartitionStats.State.RUNNING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        lagTransactions,
        lag,
        0,
        new PartitionStats.Counts(0, 0, 0, 0, 0, 0, 0, 0),
        Optional.empty());
  }
}

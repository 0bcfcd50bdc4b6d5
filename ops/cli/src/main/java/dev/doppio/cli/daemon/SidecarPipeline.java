package dev.doppio.cli.daemon;

import dev.doppio.capture.Capture;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.preflight.Finding;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.console.kafka.KafkaClientMeters;
import dev.doppio.logwriter.LogWriter;
import dev.doppio.logwriter.WriterStats;
import dev.doppio.logwriter.kafka.KafkaLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.source.TableSnapshot;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Capture to log writer: {@code doppio sidecar}. */
final class SidecarPipeline implements Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(SidecarPipeline.class);

  private final SidecarSettings settings;
  private final LogWriter writer;
  private final WatchDuty watch;
  private final Patience patience;
  private final Clock clock;

  private SidecarPipeline(
      SidecarSettings settings, LogWriter writer, WatchDuty watch, Patience patience, Clock clock) {
    this.settings = settings;
    this.writer = writer;
    this.watch = watch;
    this.patience = patience;
    this.clock = clock;
  }

  static Recipe recipe(SidecarSettings settings, Clock clock) {
    return patience -> open(settings, patience, clock);
  }

  /** MySQL is looked at before anything is made on Kafka: a refused start has written nothing. */
  private static Optional<Pipeline> open(SidecarSettings settings, Patience patience, Clock clock) {
    Capture capture = new Capture(settings.capture());
    LogWriter writer = writer(settings, capture, clock);
    lookAhead(settings);
    Optional<List<Finding>> warnings = patience.insist(() -> capture.preflight(Optional.empty()));
    warnings.ifPresent(found -> found.forEach(warning -> LOG.warn("{}", warning)));
    WatchDuty watch =
        new WatchDuty(capture.watch(), writer::stats, settings.capture().retentionWarning(), clock);
    return warnings.map(checked -> new SidecarPipeline(settings, writer, watch, patience, clock));
  }

  /**
   * Looks at the log while the storage node is looked at, for nothing but the code of Kafka's
   * clients, which takes its time to be loaded: the writer opens the log itself, and meets itself
   * what is wrong with it.
   */
  private static void lookAhead(SidecarSettings settings) {
    KafkaLog log = new KafkaLog(settings.log());
    Thread look =
        new Thread(
            () -> {
              try {
                log.preflight();
              } catch (DoppioException e) {
                LOG.debug("looking ahead: {}", e.getMessage());
              }
            },
            "look-ahead");
    look.setDaemon(true);
    look.start();
  }

  /** Made of its parts, none of which connects yet. */
  static LogWriter writer(SidecarSettings settings, Capture capture, Clock clock) {
    KafkaLog log = new KafkaLog(settings.log().reportingTo(KafkaClientMeters.class.getName()));
    return new LogWriter(settings.writer(), log, capture.opener(), clock);
  }

  @Override
  public List<Duty> duties() {
    return List.of(new WriterDuty(writer, patience, clock), watch);
  }

  @Override
  public List<MeterBinder> meters() {
    return List.of(
        new WriterMeters(writer::stats, clock),
        new SourceMeters(
            watch::outlook,
            settings.capture().endpoints().stream().map(Endpoint::address).toList()));
  }

  @Override
  public String describe() {
    return settings.capture().node()
        + " ("
        + settings.capture().datacenter()
        + "): MySQL "
        + settings.capture().endpoints().stream()
            .map(Endpoint::address)
            .collect(Collectors.joining(", "))
        + " -> log of "
        + settings.capture().databases().stream()
            .map(layout -> layout.database() + " (" + layout.owned().size() + " partitions)")
            .collect(Collectors.joining(", "))
        + " on Kafka "
        + settings.log().bootstrapServers();
  }

  /** Ready: the log and the source are open, and how far the source is in the log is known. */
  @Override
  public List<String> obstacles() {
    WriterStats stats = writer.stats();
    if (stats.state() != LogWriter.State.RUNNING) {
      return List.of("the log writer is " + stats.state());
    }
    if (stats.position().isEmpty()) {
      return List.of("no position is committed yet");
    }
    List<TableSnapshot> first =
        stats.snapshots().stream().filter(snapshot -> snapshot.request().isFirst()).toList();
    return first.isEmpty()
        ? List.of()
        : List.of(
            "the first snapshot is not complete: "
                + first.size()
                + " tables are still to be read, "
                + first.get(0).table()
                + " with "
                + first.get(0).rows()
                + " rows so far");
  }

  @Override
  public DaemonReport report() {
    OptionalDouble window = WriterMeters.lossWindowSeconds(writer.stats(), clock.instant());
    return new DaemonReport(
        settings.daemonName(), obstacles(), List.of(), window, watch.warnings());
  }

  /** A writer that failed has thrown; the daemon is ending. */
  @Override
  public boolean live() {
    return writer.stats().state() != LogWriter.State.FAILED;
  }

  @Override
  public List<String> undone() {
    WriterStats stats = writer.stats();
    List<String> undone = new ArrayList<>();
    if (stats.uncommittedSince().isPresent()) {
      undone.add(stats.uncommittedTransactions() + " transactions were taken and not committed");
    }
    if (stats.state() == LogWriter.State.STARTING && stats.position().isPresent()) {
      undone.add(
          "the log or the storage node could not be reached: what was committed after "
              + stats.position().get().executed()
              + " is not in the log yet");
    }
    return undone;
  }

  @Override
  public void close() {
    writer.close();
  }
}

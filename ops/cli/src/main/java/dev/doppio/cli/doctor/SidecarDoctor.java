package dev.doppio.cli.doctor;

import dev.doppio.capture.Capture;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.daemon.Daemons;
import dev.doppio.cli.doctor.Check.Finding;
import dev.doppio.cli.mastership.Standing;
import dev.doppio.logwriter.LogView;
import dev.doppio.logwriter.Tenure;
import dev.doppio.logwriter.kafka.KafkaLog;
import dev.doppio.logwriter.kafka.LogFindings;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SourcePosition;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What a sidecar's start hangs on. */
final class SidecarDoctor {
  private final SidecarSettings settings;
  private final Checks checks;

  SidecarDoctor(SidecarSettings settings, Checks checks) {
    this.settings = settings;
    this.checks = checks;
  }

  void examine() {
    checks.look(
        "settings",
        findings -> {
          Daemons.check(settings);
          return true;
        });
    Optional<LogFindings> log = checks.look("log topics", this::topics);
    Optional<SourcePosition> after = log.flatMap(LogFindings::position).map(NodePosition::source);
    checks.look("source", findings -> source(after, log.isPresent(), findings));
    if (log.filter(found -> found.missing().isEmpty()).isPresent()) {
      checks.look("ledger", this::ledger);
    }
  }

  private LogFindings topics(Consumer<Finding> findings) {
    LogFindings found = new KafkaLog(settings.log()).preflight();
    found.refusals().forEach(refusal -> findings.accept(Finding.refused(refusal)));
    found.warnings().forEach(warning -> findings.accept(Finding.warning(warning)));
    if (!found.missing().isEmpty()) {
      findings.accept(
          Finding.warning(found.missing() + " are not there yet; the sidecar makes them"));
    }
    return found;
  }

  private boolean source(
      Optional<SourcePosition> after, boolean positionKnown, Consumer<Finding> findings) {
    new Capture(settings.capture())
        .findings(after)
        .forEach(
            found ->
                findings.accept(
                    found.refuses()
                        ? Finding.refused(found.toString())
                        : Finding.warning(found.toString())));
    if (!positionKnown) {
      findings.accept(
          Finding.warning(
              "the log could not be asked for the position, so whether the binlogs reach back to it"
                  + " is unknown"));
    }
    return true;
  }

  /** Where a partition can't be written, rows of it go to the orphans, or nobody writes it. */
  private boolean ledger(Consumer<Finding> findings) {
    try (LogView view = new KafkaLog(settings.log()).view()) {
      Map<PartitionId, LedgerEntry> entries = view.ledger().look();
      for (DatabaseLayout layout : settings.log().databases()) {
        IntStream.range(0, layout.partitions())
            .mapToObj(number -> new PartitionId(layout.database(), number))
            .map(
                partition ->
                    new Tenure(
                        partition,
                        Optional.ofNullable(entries.get(partition)),
                        view.lastVisible(partition).map(record -> record.place().scn())))
            .filter(tenure -> Standing.of(tenure) != Standing.OPEN)
            .forEach(
                tenure ->
                    findings.accept(
                        Finding.warning(tenure.partition() + ": " + Standing.of(tenure).remedy())));
      }
      return true;
    }
  }
}

package dev.doppio.cli.doctor;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.daemon.Daemons;
import dev.doppio.cli.desk.TargetDesk;
import dev.doppio.cli.doctor.Check.Finding;
import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.TargetView;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What an applier's start hangs on. */
final class ApplierDoctor {
  private final ApplySettings settings;
  private final Checks checks;

  ApplierDoctor(ApplySettings settings, Checks checks) {
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
    Optional<SortedSet<PartitionId>> log = checks.look("log topics", this::topics);
    Optional<Boolean> target = checks.look("target", this::target);
    if (log.isPresent() && target.isPresent()) {
      checks.look("checkpoints", findings -> checkpoints(log.get(), findings));
    }
  }

  /** Logs and schema topic, each by itself. */
  private SortedSet<PartitionId> topics(Consumer<Finding> findings) {
    SortedSet<PartitionId> partitions = new TreeSet<>();
    try (KafkaLog kafka = new KafkaLog(settings.log());
        LogSource source = kafka.open()) {
      for (String database : settings.databases()) {
        try {
          partitions.addAll(settings.partitions(database, source.partitions(database)));
        } catch (DoppioException e) {
          findings.accept(Finding.of(e));
        }
      }
      try {
        kafka.versions();
      } catch (DoppioException e) {
        findings.accept(Finding.of(e));
      }
    }
    return partitions;
  }

  private boolean target(Consumer<Finding> findings) {
    TargetDesk.of(settings)
        .preflight()
        .forEach(finding -> findings.accept(Finding.refused(finding)));
    return true;
  }

  /** Whether the log still has what comes after each of them. */
  private boolean checkpoints(SortedSet<PartitionId> partitions, Consumer<Finding> findings) {
    try (TargetView target = TargetDesk.of(settings).look();
        KafkaLog kafka = new KafkaLog(settings.log());
        LogSource source = kafka.open()) {
      LogLook looking = new LogLook(source, kafka.schemas());
      for (PartitionId partition : partitions) {
        Optional<Checkpoint> at = target.standing(partition).checkpoint();
        looking
            .obstacle(looking.at(partition), at)
            .ifPresent(what -> findings.accept(Finding.refused(partition + ": " + what)));
      }
    }
    return true;
  }
}

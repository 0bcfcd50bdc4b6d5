package dev.doppio.cli.bootstrap;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.daemon.StopSignal;
import dev.doppio.cli.desk.Operator;
import dev.doppio.cli.replay.Begin;
import dev.doppio.cli.replay.End;
import dev.doppio.cli.replay.Replay;
import dev.doppio.cli.replay.TargetReplay;
import dev.doppio.cli.snapshot.SnapshotWatch;
import dev.doppio.cli.snapshot.Wanted;
import dev.doppio.logwriter.kafka.KafkaLog;
import dev.doppio.logwriter.kafka.KafkaSnapshots;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Builds a target from the log, into which the source is read again where the log does not reach
 * back far enough. Begun again, it goes on. Used by one thread.
 *
 * @param target of which applier
 * @param source the storage node's sidecar, which runs
 */
public record SourceBootstrap(ApplySettings target, SidecarSettings source) {
  public SourceBootstrap {
    Objects.requireNonNull(target);
    Objects.requireNonNull(source);
  }

  /**
   * Builds it.
   *
   * @param said takes a line for each look at the snapshot
   * @return what came of it, all databases together
   * @throws DoppioException why it can't be
   */
  public TargetReplay.Outcome run(
      Replay.Listener listener, Consumer<String> said, StopSignal stop) {
    List<String> lines = new ArrayList<>();
    for (String database : target.databases()) {
      DatabaseLayout layout = layout(database);
      TargetReplay replay = replay(layout);
      TargetReplay.Outcome outcome;
      try {
        outcome = replay.run(listener, stop);
      } catch (DoppioException e) {
        if (e.kind() != FailureKind.LOG_TRUNCATED) {
          throw e;
        }
        snapshot(layout, said);
        outcome = replay.run(listener, stop);
      }
      lines.addAll(outcome.lines());
      if (!outcome.complete()) {
        return new TargetReplay.Outcome(false, lines);
      }
    }
    return new TargetReplay.Outcome(true, lines);
  }

  private DatabaseLayout layout(String database) {
    return source.log().databases().stream()
        .filter(layout -> layout.database().equals(database))
        .findFirst()
        .orElseThrow(
            () ->
                new DoppioException(
                    FailureKind.CONFIGURATION,
                    "the sidecar of "
                        + source.log().origin()
                        + " does not capture "
                        + database
                        + ", which the target is to have: name the one that does"));
  }

  private TargetReplay replay(DatabaseLayout layout) {
    return new TargetReplay(
        target,
        layout.database(),
        Set.of(),
        Begin.ofLog(),
        End.ofLog(),
        TargetReplay.Mode.building(pinned(layout), Operator.name()));
  }

  private static Map<String, Integer> pinned(DatabaseLayout layout) {
    return layout.mode() == PartitionMode.SCHEMA ? Map.of() : layout.pinned();
  }

  private void snapshot(DatabaseLayout layout, Consumer<String> said) {
    boolean numbered = layout.mode() == PartitionMode.SCHEMA;
    String tables = layout.database() + (numbered ? "_*.*" : ".*");
    Wanted wanted = new Wanted(List.of(tables), Set.of(), List.of(), List.of(), Optional.empty());
    said.accept("the log does not reach back far enough: " + tables + " is read into it again");
    try (KafkaSnapshots snapshots = new KafkaLog(source.log()).snapshots()) {
      SnapshotWatch watch = new SnapshotWatch(snapshots, said);
      if (watch.follow(watch.request(wanted)) != ExitCode.OK) {
        throw new DoppioException(
            FailureKind.SOURCE_UNSUPPORTED,
            "the snapshot of "
                + tables
                + " has not ended well; nothing was applied. Mend what is said, and begin again");
      }
    }
  }
}

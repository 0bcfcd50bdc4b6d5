package dev.doppio.cli.snapshot;

import dev.doppio.cli.daemon.StopSignal;
import dev.doppio.logwriter.kafka.KafkaSnapshots;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Asks for snapshots and looks on until they have ended. Whoever stops looking stops nothing: the
 * sidecar goes on. Used by one thread.
 */
public final class SnapshotWatch {
  private static final long LOOK_MILLIS = 1_000;

  /** The rate is that of the last so many looks. */
  private static final int LOOKS = 10;

  private final KafkaSnapshots snapshots;
  private final Consumer<String> out;

  private record Look(long nanos, Progress progress) {}

  /**
   * @param snapshots of the node
   * @param out takes a line for each look
   */
  public SnapshotWatch(KafkaSnapshots snapshots, Consumer<String> out) {
    this.snapshots = snapshots;
    this.out = out;
  }

  /**
   * Asks.
   *
   * @throws dev.doppio.schemas.failure.DoppioException CONFIGURATION when there is no such table
   */
  public List<SnapshotRequest> request(Wanted wanted) {
    List<TableName> captured =
        snapshots.tables().keySet().stream()
            .sorted(Comparator.comparing(TableName::toString))
            .toList();
    List<SnapshotRequest> requests = wanted.requests(UUID.randomUUID().toString(), captured);
    snapshots.request(requests);
    return requests;
  }

  /** Looks on until all have ended, or a signal comes. */
  public ExitCode follow(List<SnapshotRequest> requests) {
    Deque<Look> looks = new ArrayDeque<>();
    try (StopSignal stop = new StopSignal(Duration.ofMinutes(1))) {
      boolean stopped = false;
      List<TableSnapshot> answers = answers(requests);
      while (!show(looks, Progress.of(requests.size(), answers)) && !stopped) {
        stopped = stop.await(LOOK_MILLIS);
        answers = answers(requests);
      }
      ExitCode code = stopped ? interrupted() : verdict(answers);
      stop.drained(code.code());
      return code;
    }
  }

  private List<TableSnapshot> answers(List<SnapshotRequest> requests) {
    return snapshots.progress().stream()
        .filter(snapshot -> requests.contains(snapshot.request()))
        .toList();
  }

  private boolean show(Deque<Look> looks, Progress progress) {
    long now = System.nanoTime();
    Look first = Optional.ofNullable(looks.peekFirst()).orElse(new Look(now, progress));
    out.accept(progress.line(first.progress(), Duration.ofNanos(now - first.nanos())));
    looks.addLast(new Look(now, progress));
    if (looks.size() > LOOKS) {
      looks.removeFirst();
    }
    return progress.isDone();
  }

  private ExitCode interrupted() {
    out.accept("the sidecar goes on with it; 'doppio status' tells how far it is");
    return ExitCode.OK;
  }

  private ExitCode verdict(List<TableSnapshot> answers) {
    List<TableSnapshot> failed =
        answers.stream().filter(snapshot -> snapshot.state() != TableSnapshot.State.DONE).toList();
    failed.forEach(
        snapshot ->
            out.accept(
                snapshot.table()
                    + ": "
                    + (snapshot.reason().isEmpty() ? "the table is gone" : snapshot.reason())));
    return failed.isEmpty() ? ExitCode.OK : ExitCode.STOPPED;
  }
}

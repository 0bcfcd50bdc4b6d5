package dev.doppio.cli.demo;

import dev.doppio.cli.workload.CommitJournal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Looks at both datacenters. Lag is measured from outside: what the workload was told is committed,
 * against what the copies of the log and the replica hold. Used by one thread.
 */
final class Monitor {
  private static final double NANOS = 1e9;

  private final CommitJournal journal;
  private final LogCopy first;
  private final LogCopy second;
  private final Replica replica;
  private final DaemonProcess sidecar;
  private final DaemonProcess applier;
  private Optional<Sample> previous = Optional.empty();
  private long baseline;
  private boolean applying;

  /** What was there when looked at. */
  private record Sample(long nanos, long committed, long applied) {}

  Monitor(
      CommitJournal journal,
      LogCopy first,
      LogCopy second,
      Replica replica,
      DaemonProcess sidecar,
      DaemonProcess applier) {
    this.journal = journal;
    this.first = first;
    this.second = second;
    this.replica = replica;
    this.sidecar = sidecar;
    this.applier = applier;
  }

  /** The traffic begins after so many data transactions of the log. */
  void baseline(long transactions) {
    baseline = transactions;
  }

  /**
   * One look, dc1 first.
   *
   * @throws dev.doppio.local.LocalException when a daemon has ended by itself
   */
  List<DatacenterRow> look() {
    // Against the stream, so that nothing counts as arrived that does not count as sent.
    Optional<Long> applied = replica.applied();
    OptionalLong dc2 = second.transactions();
    OptionalLong dc1 = first.transactions();
    long committed = journal.count();
    long now = System.nanoTime();
    Sample sample = new Sample(now, committed, applied.orElse(0L));
    Sample before = previous.orElse(sample);
    previous = Optional.of(sample);
    applying = sample.applied() > before.applied();
    double seconds = Math.max((now - before.nanos()) / NANOS, 1e-3);
    return List.of(
        new DatacenterRow(
            "dc1",
            (sample.committed() - before.committed()) / seconds,
            dc1,
            Optional.empty(),
            lag(committed, dc1),
            lagSeconds(dc1, now),
            sidecar.state()),
        new DatacenterRow(
            "dc2",
            Math.max(0, sample.applied() - before.applied()) / seconds,
            dc2,
            applied,
            lag(committed, optional(applied)),
            lagSeconds(optional(applied), now),
            applier.state()));
  }

  /** True when the replica took something in between the last two looks. */
  boolean applying() {
    return applying;
  }

  /** True when both copies of the log have the same end and the replica has reached it. */
  boolean drained() {
    OptionalLong end = first.transactions();
    return end.isPresent()
        && end.equals(second.transactions())
        && end.equals(optional(replica.applied()));
  }

  private OptionalLong lag(long committed, OptionalLong there) {
    return there.isPresent()
        ? OptionalLong.of(Math.max(0, committed - (there.getAsLong() - baseline)))
        : OptionalLong.empty();
  }

  private OptionalDouble lagSeconds(OptionalLong there, long now) {
    return there.isPresent()
        ? OptionalDouble.of(journal.lagSeconds(there.getAsLong() - baseline, now))
        : OptionalDouble.empty();
  }

  private static OptionalLong optional(Optional<Long> value) {
    return value.map(OptionalLong::of).orElse(OptionalLong.empty());
  }
}

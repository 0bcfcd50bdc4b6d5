package dev.doppio.simulation.judge;

import dev.doppio.simulation.judge.Journal.Committed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What has become of one node's journal of one partition in one log: each of its entries is a run
 * of the partition or an orphan of the node, once, in the journal's order.
 */
final class Delivery {
  private final List<Committed> source;
  private final Set<String> seen = new HashSet<>();
  private int next;
  private int drained;

  Delivery(List<Committed> source) {
    this.source = source;
  }

  /**
   * The next entry has come.
   *
   * @param chunksMayLack true when the node may have read its snapshot without having the partition
   */
  void come(Committed found, boolean chunksMayLack, String where) {
    String gtid = found.gtid();
    check(gtid.isEmpty() || seen.add(gtid), "G2", where, gtid + " comes twice");
    if (chunksMayLack && !gtid.isEmpty()) {
      skipChunks();
    }
    check(next < source.size(), "G2", where, "more than the source has committed");
    Committed due = source.get(next);
    check(due.gtid().equals(gtid), "G1", where, gtid + " comes before " + due.gtid());
    boolean equal = due.lines().equals(found.lines());
    check(equal, "G5", where, found.lines() + ", the source did " + due.lines());
    next++;
  }

  /** The same, of an orphan. */
  void orphaned(Committed found, boolean chunksMayLack, String where) {
    check(!found.gtid().isEmpty(), "G2", where, "a row of a snapshot is an orphan");
    if (chunksMayLack) {
      skipChunks();
    }
    check(next >= drained, "G1", where, found.gtid() + " is an orphan, and the log had it all");
    come(found, chunksMayLack, where);
  }

  /** So many entries are in the log, somebody found. */
  void drained(int entries) {
    drained = Math.max(drained, entries);
  }

  /** True when everything of the source has come. */
  boolean isComplete(boolean chunksMayLack) {
    if (chunksMayLack) {
      skipChunks();
    }
    return next == source.size();
  }

  private void skipChunks() {
    while (next < source.size() && source.get(next).gtid().isEmpty()) {
      next++;
    }
  }

  private static void check(boolean holds, String guarantee, String where, String what) {
    if (!holds) {
      throw new Violation(guarantee, where + ": " + what);
    }
  }
}

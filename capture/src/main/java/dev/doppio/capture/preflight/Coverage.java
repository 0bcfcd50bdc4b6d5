package dev.doppio.capture.preflight;

import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/** Whether a server has what the log has, and all that comes behind it. */
public final class Coverage {
  private Coverage() {}

  /**
   * What is against going on at a server.
   *
   * @param address of the server
   * @param executed its {@code gtid_executed}
   * @param purged its {@code gtid_purged}
   * @param position where the log stands
   */
  public static List<Finding> judge(
      String address, GtidSet executed, GtidSet purged, SourcePosition position) {
    List<Finding> findings = new ArrayList<>();
    GtidSet lost = purged.minus(position.executed());
    if (!lost.isEmpty()) {
      findings.add(
          Finding.refusal(
              "gtid_purged at " + address,
              "the server has purged transactions that the log lacks: "
                  + lost
                  + "; the log stands at "
                  + position.executed()
                  + ", gtid_purged is "
                  + purged,
              "Point the sidecar to a server that still has them (storage-node.mysql.endpoints), or"
                  + " bring the binlogs back from a backup; else begin a new log with a new"
                  + " snapshot: docs/operations.md, \"Binlogs are purged\""));
    }
    GtidSet foreign = position.executed().minus(executed);
    if (!foreign.isEmpty()) {
      findings.add(
          Finding.refusal(
              "gtid_executed at " + address,
              "the server lacks transactions that the log has: "
                  + foreign
                  + "; the log stands at "
                  + position.executed()
                  + ", gtid_executed is "
                  + executed,
              "Point the sidecar to a server that has executed them (storage-node.mysql.endpoints);"
                  + " if none is left, they have to be replayed from the log into this one before"
                  + " it takes writes"));
    }
    return findings;
  }
}

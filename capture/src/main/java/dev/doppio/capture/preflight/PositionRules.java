package dev.doppio.capture.preflight;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SourcePosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether the server can go on where the log stands. */
final class PositionRules {
  private final NodeFacts facts;
  private final ServerFacts server;
  private final SourcePosition position;

  PositionRules(NodeFacts facts, SourcePosition position) {
    this.facts = facts;
    this.server = facts.server();
    this.position = position;
  }

  List<Finding> judge() {
    List<Finding> findings = new ArrayList<>();
    GtidSet lost = server.purged().minus(position.executed());
    if (!lost.isEmpty()) {
      findings.add(
          Finding.refusal(
              "gtid_purged at " + server.address(),
              "the server has purged transactions that the log lacks: "
                  + lost
                  + "; the log stands at "
                  + position.executed()
                  + ", gtid_purged is "
                  + server.purged(),
              "Point the sidecar to a server that still has them, or start over with a new"
                  + " snapshot in a new log"));
    }
    GtidSet foreign = position.executed().minus(server.executed());
    if (!foreign.isEmpty()) {
      findings.add(
          Finding.refusal(
              "gtid_executed at " + server.address(),
              "the server lacks transactions that the log has: "
                  + foreign
                  + "; the log stands at "
                  + position.executed()
                  + ", gtid_executed is "
                  + server.executed(),
              "Point the sidecar to a server that has executed them; if none is left, they have to"
                  + " be replayed from the log into this one before it takes writes"));
    }
    expiry().ifPresent(findings::add);
    scope().ifPresent(findings::add);
    return findings;
  }

  /**
   * Rows from before a table was captured are in no binlog that is still to be read: a snapshot.
   */
  private Optional<Finding> scope() {
    List<TableName> tables =
        facts.uncaptured().stream().sorted(Comparator.comparing(TableName::toString)).toList();
    return tables.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                "tables " + tables + " at " + server.address(),
                "the configuration now covers them, the capture of this log so far did not, and"
                    + " they hold rows: they get a snapshot beside the stream",
                "Take them out under databases or capture.tables if that is not meant"));
  }

  private Optional<Finding> expiry() {
    boolean oldest =
        server
            .binlogs()
            .filter(files -> files.size() > 1 && files.get(0).equals(position.binlogFile()))
            .isPresent();
    boolean expires = !server.variable("binlog_expire_logs_seconds").equals("0");
    return oldest && expires
        ? Optional.of(
            Finding.warning(
                "binlog " + position.binlogFile() + " at " + server.address(),
                "capture still needs the oldest binlog, the next to be purged",
                "SET GLOBAL binlog_expire_logs_seconds = 0 until capture has caught up"))
        : Optional.empty();
  }
}

package dev.doppio.capture.preflight;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.source.LastTransaction;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether the server can go on where the log stands. */
final class PositionRules {
  private final NodeFacts facts;
  private final ServerFacts server;
  private final SourcePosition position;
  private final Duration warning;

  PositionRules(NodeFacts facts, SourcePosition position, Duration warning) {
    this.warning = warning;
    this.facts = facts;
    this.server = facts.server();
    this.position = position;
  }

  List<Finding> judge() {
    List<Finding> findings =
        new ArrayList<>(
            Coverage.judge(server.address(), server.executed(), server.purged(), position));
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
    boolean level = position.executed().contains(server.executed());
    Optional<Instant> needed =
        position.preparedSince().or(() -> position.last().map(LastTransaction::committedAt));
    BinlogExpiry expiry = BinlogExpiry.of(server.variables());
    return needed
        .flatMap(since -> expiry.left(since, server.time()))
        .filter(left -> !level && left.compareTo(warning) < 0)
        .map(
            left ->
                Finding.warning(
                    "binlog_expire_logs_seconds at " + server.address(),
                    "binlogs that the log still needs may be purged in " + left.toSeconds() + " s",
                    "SET GLOBAL binlog_expire_logs_seconds = 0 until capture has caught up"));
  }
}

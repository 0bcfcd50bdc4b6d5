package dev.doppio.capture.preflight;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.LastTransaction;
import dev.doppio.schemas.source.SourcePosition;
import java.util.Optional;

/**
 * Whether the transaction that was read last is still the one that the server's binlog has under
 * its GTID. A server that has lost the tail of its binlog in a crash goes on counting from what is
 * left, and gives GTIDs that the log knows to other transactions. What is cut off is always the
 * end, so the last one tells.
 */
final class GtidReuse {
  private final CaptureConfig config;
  private final ServerFacts server;
  private final BinlogLook look;

  GtidReuse(CaptureConfig config, ServerFacts server, BinlogLook look) {
    this.config = config;
    this.server = server;
    this.look = look;
  }

  /** At a server that has executed the whole position. */
  Optional<Finding> judge(SourcePosition position) {
    return position.last().flatMap(last -> judge(last, position.executed()));
  }

  private Optional<Finding> judge(LastTransaction last, GtidSet executed) {
    GtidSet one = GtidSet.empty().with(last.gtid());
    Optional<LastTransaction> held =
        server.purged().contains(last.gtid())
            ? Optional.empty()
            : look.find(config, last.gtid(), executed.with(server.executed()).minus(one));
    if (held.isEmpty()) {
      return Optional.of(unseen(last));
    }
    return held.filter(last::mayBe).isPresent() ? Optional.empty() : Optional.of(other(last, held));
  }

  private Finding unseen(LastTransaction last) {
    return Finding.warning(
        "transaction " + last.gtid() + " at " + server.address(),
        "it is the last one that was captured, and is in no binlog of this server any more: whether"
            + " the server has lost transactions and given their GTIDs to others can't be told",
        "Nothing is to be done where sync_binlog and innodb_flush_log_at_trx_commit have been 1"
            + " throughout");
  }

  private Finding other(LastTransaction last, Optional<LastTransaction> held) {
    return Finding.refusal(
        "transaction " + last.gtid() + " at " + server.address(),
        "the log has captured another one under this GTID ("
            + last.shown()
            + ") than the server's binlog holds ("
            + held.map(LastTransaction::shown).orElse("")
            + "): the server has lost the end of its binlog, and gives the GTIDs in it again",
        "Point the sidecar to a server that has the captured one (storage-node.mysql.endpoints),"
            + " and make this one anew as its replica; if none is left, begin a new log with a new"
            + " snapshot: docs/operations.md, \"Binlogs are purged\"");
  }
}

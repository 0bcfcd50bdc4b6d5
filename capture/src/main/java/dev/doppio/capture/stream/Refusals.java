package dev.doppio.capture.stream;

import dev.doppio.capture.statement.Statement;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.Collection;
import java.util.stream.Collectors;

/** Statements that stop capture, each with the operator's way past it. One thread. */
final class Refusals {
  private final Session session;
  private final Transactions transactions;

  Refusals(Session session, Transactions transactions) {
    this.session = session;
    this.transactions = transactions;
  }

  /**
   * True when the operator has taken the statement in hand, or an applier has brought it: then the
   * node that it comes from has judged it.
   */
  boolean isAccepted() {
    return transactions.isAnnounced() || session.accepts(transactions.gtid());
  }

  /** True when the operator reads the statement's tables anew behind it. */
  boolean isReloaded() {
    return transactions.gtid().filter(session.config().overrides().reloads()::contains).isPresent();
  }

  /** A statement whose effect can only be brought to each consumer by hand. */
  DoppioException stop(Statement statement, String what, String remedy) {
    return refused(
        statement,
        what,
        remedy
            + (remedy.isEmpty() ? "" : ". ")
            + "Bring its effect to every replica by hand, then name "
            + gtid()
            + " under capture.override.statements; or start over with a new snapshot in a new log");
  }

  /** A statement that has changed documents of tables which can be read anew. */
  DoppioException stop(Statement statement, String what, Collection<TableName> tables) {
    String names = tables.stream().map(Object::toString).sorted().collect(Collectors.joining(","));
    return refused(
        statement,
        what,
        "Name "
            + gtid()
            + " under capture.override.reloads, and start: the log tells consumers that the"
            + " documents are gone, and a snapshot brings those that are there now, of "
            + names
            + ". Or bring its effect to every replica by hand, then name the GTID under"
            + " capture.override.statements");
  }

  private DoppioException refused(Statement statement, String what, String remedy) {
    return refused("the statement " + statement.shown() + " " + what + ". " + remedy);
  }

  /** Anything else that a statement has left. */
  DoppioException refused(String what) {
    return new DoppioException(
        FailureKind.SOURCE_UNSUPPORTED,
        "storage node " + session.config().node() + ", " + gtid() + ": " + what);
  }

  private String gtid() {
    return transactions.gtid().map(Object::toString).orElse("no GTID");
  }
}

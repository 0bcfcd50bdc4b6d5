package dev.doppio.capture.stream;

import dev.doppio.capture.statement.Effect;
import dev.doppio.capture.statement.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in the binlog as a statement. It has no effect on documents, or changes structures,
 * which the log then tells, or stops capture: nothing is passed over that may have changed a
 * document. The way past a stop is the operator's, by the statement's GTID in the configuration.
 */
final class StreamedStatements {
  private final Session session;
  private final StreamedTables tables;
  private final Transactions transactions;
  private final Definitions definitions;
  private final Refusals refusals;

  StreamedStatements(
      Session session, StreamedTables tables, Transactions transactions, Structures structures) {
    this.session = session;
    this.tables = tables;
    this.transactions = transactions;
    this.refusals = new Refusals(session, transactions);
    this.definitions = new Definitions(session, tables, transactions, structures, refusals);
  }

  /**
   * The next statement.
   *
   * @param logged as it stands in the binlog
   * @param sql its text
   * @param temporary true when it made use of a table that only its session sees
   */
  void query(LoggedStatement logged, String sql, boolean temporary) throws InterruptedException {
    transactions.statement(logged.connection(), sql);
    Statement statement = Statement.of(sql, logged.database());
    switch (statement.effect()) {
      case BEGINS -> transactions.opened();
      case COMMITS -> transactions.finish();
      case ROLLS_BACK -> rolledBack(statement);
      case XA -> xa(statement);
      case NONE -> done();
      case STRUCTURE, RENAMES, TRUNCATES, CONTENT -> {
        if (temporary && concerns(statement) && !statement.dropsTables()) {
          ofOneSession(statement);
        } else {
          definition(statement, logged.database());
        }
      }
      case ROWS, UNKNOWN -> elsewhere(statement, logged.touched());
    }
  }

  /** A statement alone under its GTID ends with itself; inside BEGIN the group goes on. */
  private void done() throws InterruptedException {
    if (!transactions.isOpen()) {
      transactions.finish();
    }
  }

  private void rolledBack(Statement statement) throws InterruptedException {
    if (transactions.hasRows()) {
      throw refusals.refused(
          "the statement "
              + statement.shown()
              + " undoes rows that have gone out already. A transaction mixes tables with and"
              + " without transactions: convert them to InnoDB, and start over with a new snapshot"
              + " in a new log");
    }
    if (!statement.says("TO")) {
      transactions.finish();
    }
  }

  /** The binlog writes an xid in one form, whoever names it. */
  private void xa(Statement statement) throws InterruptedException {
    String[] words = statement.sql().trim().split("\\s+", 3);
    String xid = words.length < 3 ? "" : words[2].replaceAll("\\s", "");
    switch (words[1].toUpperCase(Locale.ROOT)) {
      case "START", "BEGIN" -> transactions.xa(xid);
      case "END" -> {}
      case "COMMIT" -> xaCommit(statement, xid);
      case "ROLLBACK" -> transactions.rollBack(xid);
      default ->
          throw refusals.stop(statement, "is no step of an XA transaction that Doppio knows", "");
    }
  }

  private void xaCommit(Statement statement, String xid) throws InterruptedException {
    if (transactions.commit(xid)) {
      return;
    }
    if (!refusals.isAccepted()) {
      throw refusals.stop(
          statement,
          "commits an XA transaction that was prepared before capture began, with rows that the log"
              + " does not have",
          "Next time, begin when XA RECOVER shows none. If it has changed no captured table there"
              + " is nothing to bring");
    }
    tables.empty().clear();
    transactions.finish();
  }

  private void definition(Statement statement, String database) throws InterruptedException {
    if (statement.mayTouch(session.config()::mayCoverSchema)) {
      definitions.follow(statement, database);
    }
    done();
  }

  /**
   * What else stands in the binlog as a statement may change rows anywhere, through views, triggers
   * and functions. Where the event tells the databases, they decide.
   */
  private void elsewhere(Statement statement, Optional<Set<String>> touched)
      throws InterruptedException {
    boolean rows = statement.effect() == Effect.ROWS;
    boolean named = statement.mayTouch(session.config()::mayCoverSchema);
    boolean touches =
        touched
            .map(
                databases ->
                    databases.stream().anyMatch(session.config()::mayCoverSchema)
                        || (!rows && named))
            .orElse(named);
    if (!touches || isOutside(statement)) {
      done();
      return;
    }
    if (!refusals.isAccepted()) {
      throw refusals.stop(
          statement,
          rows ? "is a change of rows in statement form" : "is none that Doppio knows",
          rows
              ? "A session had set binlog_format, which is to be ROW: take SESSION_VARIABLES_ADMIN,"
                  + " SYSTEM_VARIABLES_ADMIN and SUPER from the accounts of applications, so that"
                  + " none can"
              : "Please report it");
    }
    tables.empty().clear(); // it may have brought rows into any table
    done();
  }

  private boolean concerns(Statement statement) {
    return statement.tables().stream().anyMatch(session.config()::mayCapture);
  }

  /**
   * The binlog does not say whether it means the table that all see, or the session's own. Of a
   * DROP TABLE it does, by its words; that one is marked as the session's in any case.
   */
  private void ofOneSession(Statement statement) throws InterruptedException {
    if (!refusals.isAccepted()) {
      throw refusals.stop(
          statement,
          "means a temporary table with the name of a captured one, as far as can be told",
          "A session had set binlog_format, which is to be ROW. If that is what it meant there is"
              + " nothing to bring");
    }
    tables.empty().clear();
    done();
  }

  /** Rows in statement form may fire triggers and call routines, which change other tables. */
  private boolean isOutside(Statement statement) {
    return statement.effect() == Effect.UNKNOWN
        && !statement.tables().isEmpty()
        && statement.tables().stream().noneMatch(session.config()::mayCapture);
  }
}

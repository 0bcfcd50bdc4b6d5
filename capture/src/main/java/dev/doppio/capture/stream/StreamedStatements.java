package dev.doppio.capture.stream;

import dev.doppio.capture.statement.Effect;
import dev.doppio.capture.statement.Statement;
import java.util.Locale;

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

  void query(String sql, String database) throws InterruptedException {
    if (sql.equals("BEGIN")) {
      transactions.opened();
      return;
    }
    Statement statement = Statement.of(sql, database);
    switch (statement.effect()) {
      case BEGINS -> transactions.opened();
      case COMMITS -> transactions.finish();
      case ROLLS_BACK -> rolledBack(statement);
      case XA -> xa(statement);
      case NONE -> done();
      case STRUCTURE, RENAMES, TRUNCATES, CONTENT -> definition(statement, database);
      case ROWS, UNKNOWN -> elsewhere(statement);
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
      throw refusals.stop(
          statement,
          "undoes rows that the binlog has told before",
          "a transaction mixes tables with and without transactions: convert them to InnoDB");
    }
    if (!statement.says("TO")) {
      transactions.finish();
    }
  }

  private void xa(Statement statement) throws InterruptedException {
    String step = statement.sql().trim().split("\\s+")[1].toUpperCase(Locale.ROOT);
    if (step.equals("START") || step.equals("BEGIN")) {
      transactions.opened();
      tables.inXa(true);
    } else if (!step.equals("END")) {
      transactions.finish();
    }
  }

  private void definition(Statement statement, String database) throws InterruptedException {
    if (statement.mayTouch(session.config()::mayCoverSchema)) {
      definitions.follow(statement, database);
    }
    done();
  }

  private void elsewhere(Statement statement) throws InterruptedException {
    if (!isOutside(statement)
        && statement.mayTouch(session.config()::mayCoverSchema)
        && !refusals.isAccepted()) {
      boolean rows = statement.effect() == Effect.ROWS;
      throw refusals.stop(
          statement,
          rows ? "is a change of rows in statement form" : "is none that Doppio knows",
          rows
              ? "a session had set binlog_format: forbid it to the application"
              : "please report it");
    }
    tables.empty().clear(); // an accepted one may have brought rows into any table
    done();
  }

  /** Rows in statement form may fire triggers and call routines, which change other tables. */
  private boolean isOutside(Statement statement) {
    return statement.effect() == Effect.UNKNOWN
        && !statement.tables().isEmpty()
        && statement.tables().stream().noneMatch(session.config()::mayCapture);
  }
}

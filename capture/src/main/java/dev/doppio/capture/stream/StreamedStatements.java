package dev.doppio.capture.stream;

import dev.doppio.capture.preflight.Finding;
import dev.doppio.capture.preflight.TableRules;
import dev.doppio.capture.statement.Effect;
import dev.doppio.capture.statement.Statement;
import dev.doppio.capture.structure.StructureChange;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What stands in the binlog as a statement. It has no effect on documents, or changes structures,
 * which the log then tells, or stops capture: nothing is passed over that may have changed a
 * document. The way past a stop is the operator's, by the statement's GTID in the configuration.
 */
final class StreamedStatements {
  private final Session session;
  private final StreamedTables tables;
  private final Transactions transactions;
  private final Structures structures;
  private final TableRules rules;

  private record Change(Optional<TableVersion> before, Optional<TableVersion> after) {}

  StreamedStatements(
      Session session, StreamedTables tables, Transactions transactions, Structures structures) {
    this.session = session;
    this.tables = tables;
    this.transactions = transactions;
    this.structures = structures;
    this.rules = new TableRules(session.config());
  }

  /**
   * The next statement.
   *
   * @param logged as it stands in the binlog
   * @param sql its text
   * @param temporary true when it made use of a table that only its session sees
   */
  void query(LoggedStatement logged, String sql, boolean temporary) throws InterruptedException {
    Statement statement = Statement.of(sql, logged.database());
    switch (statement.effect()) {
      case BEGINS -> transactions.opened();
      case COMMITS -> transactions.finish();
      case ROLLS_BACK -> rolledBack(statement);
      case XA -> xa(statement);
      case NONE -> done();
      case STRUCTURE, CONTENT -> {
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
      throw new DoppioException(
          FailureKind.SOURCE_UNSUPPORTED,
          where()
              + "the statement "
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
      default -> throw stop(statement, "is no step of an XA transaction that Doppio knows", "");
    }
  }

  private void xaCommit(Statement statement, String xid) throws InterruptedException {
    if (transactions.commit(xid)) {
      return;
    }
    if (!isAccepted()) {
      throw stop(
          statement,
          "commits an XA transaction that was prepared before capture began, with rows that the log"
              + " does not have",
          "Next time, begin when XA RECOVER shows none. If it has changed no captured table there"
              + " is nothing to bring");
    }
    transactions.finish();
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
    if (touches && !isAccepted()) {
      throw stop(
          statement,
          rows ? "is a change of rows in statement form" : "is none that Doppio knows",
          rows
              ? "A session had set binlog_format, which is to be ROW: take SESSION_VARIABLES_ADMIN,"
                  + " SYSTEM_VARIABLES_ADMIN and SUPER from the accounts of applications, so that"
                  + " none can"
              : "Please report it");
    }
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
    if (!isAccepted()) {
      throw stop(
          statement,
          "means a temporary table with the name of a captured one, as far as can be told",
          "A session had set binlog_format, which is to be ROW. If that is what it meant there is"
              + " nothing to bring");
    }
    done();
  }

  private void definition(Statement statement, String database) throws InterruptedException {
    if (!statement.mayTouch(session.config()::mayCoverSchema)) {
      done();
      return;
    }
    List<TableName> named = statement.tables();
    boolean concerns = named.isEmpty() || named.stream().anyMatch(session.config()::mayCapture);
    if (statement.effect() == Effect.CONTENT && concerns && !isAccepted()) {
      throw stop(
          statement, "changes or moves documents of captured tables without telling rows", "");
    }
    Map<TableName, KnownTable> before = structures.captured();
    structures.apply(statement, database);
    Map<TableName, KnownTable> after = structures.captured();
    if (!isAccepted()) {
      mustBeKnown(statement, before.keySet(), after.keySet());
    }
    List<Change> changes = changes(statement, before, after);
    tables.forget();
    tell(statement, changes);
  }

  /**
   * Only CREATE TABLE makes a captured table, with the structure it spells out: one that comes
   * about in another way brings documents that the log does not have, and of one that the history
   * can't follow no later change would be seen.
   */
  private void mustBeKnown(Statement statement, Set<TableName> before, Set<TableName> after) {
    for (TableName name : after) {
      if (!before.contains(name) && !statement.createsTable()) {
        throw stop(statement, "brings table " + name + " under capture with its documents", "");
      }
    }
    for (TableName name : statement.tables()) {
      if (session.isCaptured(name) && !after.contains(name) && !statement.dropsTables()) {
        throw stop(
            statement,
            "leaves table " + name + " with a structure that its history does not tell",
            "Of a copy (LIKE) of a table that is not captured, drop it and make it with"
                + " its columns spelled out");
      }
    }
  }

  private void tell(Statement statement, List<Change> changes) throws InterruptedException {
    for (int i = 0; i < changes.size(); i++) {
      boolean last = i == changes.size() - 1 && !transactions.isOpen();
      Change change = changes.get(i);
      transactions.structure(statement.sql(), change.before(), change.after(), last);
    }
    done();
  }

  private List<Change> changes(
      Statement statement, Map<TableName, KnownTable> before, Map<TableName, KnownTable> after) {
    TreeSet<TableName> names = new TreeSet<>(java.util.Comparator.comparing(TableName::toString));
    names.addAll(before.keySet());
    names.addAll(after.keySet());
    List<Change> changes = new ArrayList<>();
    for (TableName name : names) {
      Optional<KnownTable> old = Optional.ofNullable(before.get(name));
      Optional<KnownTable> young = Optional.ofNullable(after.get(name));
      boolean touched =
          !old.map(KnownTable::model).equals(young.map(KnownTable::model))
              || statement.tables().contains(name);
      if (touched) {
        change(statement, name, old, young).ifPresent(changes::add);
      }
    }
    return changes;
  }

  /** Empty when the statement has left the table's version as it was. */
  private Optional<Change> change(
      Statement statement, TableName name, Optional<KnownTable> old, Optional<KnownTable> young) {
    Optional<TableVersion> before = old.map(known -> tables.versions().before(name, known));
    Optional<TableFacts> now = session.tableNow(name);
    tables.versions().refresh(name, now);
    if (young.isPresent()) {
      now.ifPresent(facts -> judge(statement, facts));
    }
    Optional<TableVersion> after = young.map(known -> tables.versions().after(name, known, before));
    if (before.isPresent() && after.isPresent() && !isAccepted()) {
      List<String> objections =
          new StructureChange(before.get(), after.get(), statement.columns()).objections();
      if (!objections.isEmpty()) {
        throw stop(statement, "of table " + name + ": " + String.join(", ", objections), "");
      }
    }
    after.ifPresentOrElse(tables.versions()::inForce, () -> tables.versions().forget(name));
    return before.equals(after) ? Optional.empty() : Optional.of(new Change(before, after));
  }

  /** The rules of the start hold for ever: a table that breaks them now would break them then. */
  private void judge(Statement statement, TableFacts facts) {
    List<Finding> findings =
        rules.judge(facts, session.charsets().decodable()).stream()
            .filter(Finding::refuses)
            .toList();
    if (!findings.isEmpty()) {
      throw new DoppioException(
          FailureKind.SOURCE_UNSUPPORTED,
          where()
              + "after "
              + statement.shown()
              + ":\n"
              + findings.stream().map(f -> "- " + f).collect(Collectors.joining("\n")));
    }
  }

  private boolean isAccepted() {
    return session.accepts(transactions.gtid());
  }

  private DoppioException stop(Statement statement, String what, String remedy) {
    String gtid = transactions.gtid().map(Object::toString).orElse("without GTID");
    return new DoppioException(
        FailureKind.SOURCE_UNSUPPORTED,
        where()
            + "the statement "
            + statement.shown()
            + " "
            + what
            + ". "
            + (remedy.isEmpty() ? "" : remedy + ". ")
            + "Bring its effect to every replica by hand, then name "
            + gtid
            + " under capture.override.statements; or start over with a new snapshot in a new log");
  }

  private String where() {
    return "storage node "
        + session.config().node()
        + ", "
        + transactions.gtid().map(Object::toString).orElse("no GTID")
        + ": ";
  }
}

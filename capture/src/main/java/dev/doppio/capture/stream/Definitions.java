package dev.doppio.capture.stream;

import dev.doppio.capture.preflight.Finding;
import dev.doppio.capture.preflight.TableRules;
import dev.doppio.capture.statement.Effect;
import dev.doppio.capture.statement.Statement;
import dev.doppio.capture.stream.Transactions.Change;
import dev.doppio.capture.structure.StructureChange;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Statements that define tables, as the log tells them: a change of structure, another name, no
 * documents any more. What changes documents in any other way stops capture, but for a table that
 * holds none at this place: so the shadow tables of online schema changes pass. One thread.
 */
final class Definitions {
  private final Session session;
  private final StreamedTables tables;
  private final Transactions transactions;
  private final Structures structures;
  private final Refusals refusals;
  private final TableRules rules;

  Definitions(
      Session session,
      StreamedTables tables,
      Transactions transactions,
      Structures structures,
      Refusals refusals) {
    this.session = session;
    this.tables = tables;
    this.transactions = transactions;
    this.structures = structures;
    this.refusals = refusals;
    this.rules = new TableRules(session.config());
  }

  /**
   * A statement that names a captured database, or runs in one; the caller ends its group.
   *
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_UNSUPPORTED when it stops capture
   */
  void follow(Statement statement, String database) throws InterruptedException {
    List<TableName> named = statement.tables();
    if (!named.isEmpty() && named.stream().noneMatch(session.config()::mayCapture)) {
      return;
    }
    List<TableVersion> emptied = documentsGone(statement, named);
    Map<TableName, KnownTable> before = structures.captured();
    Optional<String> unreadable = structures.apply(statement, database);
    learn(statement, before, unreadable);
    List<Change> renames = renames(statement, before);
    Map<TableName, KnownTable> after = structures.captured();
    mustBeKnown(statement, after, unreadable);
    List<TableVersion> converted = new ArrayList<>();
    List<Change> changes = changes(statement, before, after, converted);
    follow(statement, before);
    tables.forget();
    tell(statement, emptied, renames, converted, changes);
  }

  /** Tables whose documents the statement removes, so that no row will tell. */
  private List<TableVersion> documentsGone(Statement statement, List<TableName> named) {
    boolean truncates = statement.effect() == Effect.TRUNCATES;
    if (!truncates && statement.effect() != Effect.CONTENT || refusals.isAccepted()) {
      return List.of();
    }
    if (!truncates && !refusals.isReloaded()) {
      throw refusals.stop(
          statement, "changes or removes documents without telling rows", captured(named));
    }
    List<TableVersion> gone = new ArrayList<>();
    List<TableName> young = statement.renames().stream().map(Statement.Rename::to).toList();
    for (TableName name : captured(named)) {
      if (young.contains(name)) {
        continue;
      }
      KnownTable known =
          structures
              .of(name)
              .orElseThrow(
                  () ->
                      refusals.stop(
                          statement, "is about table " + name + ", which nothing is known of", ""));
      gone.add(tables.versions().before(name, known));
    }
    return gone;
  }

  private List<TableName> captured(List<TableName> named) {
    return named.stream().filter(session::isCaptured).distinct().toList();
  }

  /**
   * Tables that no words tell have the structure that they have now: the copy of a table that is
   * not captured, and what a statement has left that the parser can't read. Where the table has
   * been changed again since, what follows in the binlog contradicts it, and capture stops.
   */
  private void learn(
      Statement statement, Map<TableName, KnownTable> before, Optional<String> unreadable) {
    boolean copies = statement.copied().filter(name -> !before.containsKey(name)).isPresent();
    if (!copies && unreadable.isEmpty()) {
      return;
    }
    for (TableName name : captured(statement.tables())) {
      boolean stays = !statement.dropsTables() && (copies || before.containsKey(name));
      if (stays || statement.createsTable()) {
        session.now().table(name).flatMap(TableFacts::version).ifPresent(structures::learn);
      }
    }
  }

  private void mustBeKnown(
      Statement statement, Map<TableName, KnownTable> after, Optional<String> unreadable) {
    for (TableName name : captured(statement.tables())) {
      boolean goes =
          statement.dropsTables()
              || statement.renames().stream().anyMatch(rename -> rename.from().equals(name));
      if (!after.containsKey(name) && !goes && !refusals.isAccepted()) {
        throw refusals.stop(
            statement,
            "leaves table "
                + name
                + " with a structure that its history does not tell"
                + unreadable.map(why -> " (" + why + ")").orElse(""),
            "");
      }
    }
  }

  /** Names that tables get; versions in force follow, so that later changes go on from there. */
  private List<Change> renames(Statement statement, Map<TableName, KnownTable> before) {
    List<Change> changes = new ArrayList<>();
    Map<TableName, TableVersion> versions = new LinkedHashMap<>();
    for (Statement.Rename rename : statement.renames()) {
      TableName from = rename.from();
      Optional<TableVersion> version =
          Optional.ofNullable(versions.remove(from))
              .or(
                  () ->
                      Optional.ofNullable(before.get(from))
                          .map(known -> tables.versions().before(from, known)));
      Optional<TableVersion> named = Optional.empty();
      if (session.isCaptured(rename.to())) {
        named = named(statement, rename, version);
        named.ifPresent(table -> versions.put(rename.to(), table));
      }
      tables.versions().forget(from);
      if (!version.equals(named)) {
        changes.add(new Change(version, named, List.of()));
      }
    }
    versions.values().forEach(tables.versions()::inForce);
    return changes;
  }

  /** The version under its captured name; empty where documents come with it that are read anew. */
  private Optional<TableVersion> named(
      Statement statement, Statement.Rename rename, Optional<TableVersion> version) {
    boolean followed =
        version.isPresent() && session.config().placesAlike(rename.from(), rename.to());
    if (followed) {
      return version.map(table -> table.named(rename.to()));
    }
    if (!refusals.isAccepted() && !refusals.isReloaded()) {
      throw refusals.stop(
          statement,
          "brings documents that the log does not have there into table " + rename.to(),
          List.of(rename.to()));
    }
    session.now().table(rename.to()).flatMap(TableFacts::version).ifPresent(structures::learn);
    return Optional.empty();
  }

  private List<Change> changes(
      Statement statement,
      Map<TableName, KnownTable> before,
      Map<TableName, KnownTable> after,
      List<TableVersion> converted) {
    TreeSet<TableName> names = new TreeSet<>(Comparator.comparing(TableName::toString));
    names.addAll(before.keySet());
    names.addAll(after.keySet());
    List<Change> changes = new ArrayList<>();
    for (TableName name : names) {
      Optional<KnownTable> old = Optional.ofNullable(before.get(name));
      Optional<KnownTable> young = Optional.ofNullable(after.get(name));
      boolean touched = !old.equals(young) || statement.tables().contains(name);
      if (touched) {
        Optional<TableVersion> version =
            statement.renames().isEmpty()
                ? old.map(known -> tables.versions().before(name, known))
                : tables.versions().standing(name);
        change(statement, name, version, young, converted).ifPresent(changes::add);
      }
    }
    return changes;
  }

  /** Empty when the statement has left the table's version as it was. */
  private Optional<Change> change(
      Statement statement,
      TableName name,
      Optional<TableVersion> before,
      Optional<KnownTable> young,
      List<TableVersion> converted) {
    Optional<TableFacts> now = session.now().table(name);
    tables.versions().refresh(name, now);
    if (young.isPresent()) {
      now.ifPresent(facts -> judge(statement, facts));
    }
    Optional<TableVersion> after = young.map(known -> tables.versions().after(name, known, before));
    Change change = new Change(before, after, fills(statement, before, after));
    judge(statement, change).ifPresent(converted::add);
    after.ifPresentOrElse(tables.versions()::inForce, () -> tables.versions().forget(name));
    return before.equals(after) ? Optional.empty() : Optional.of(change);
  }

  private static List<ColumnFill> fills(
      Statement statement, Optional<TableVersion> before, Optional<TableVersion> after) {
    return before.isPresent() && after.isPresent()
        ? new StructureChange(before.get(), after.get(), statement.columns()).fills()
        : List.of();
  }

  /** The version whose documents are read anew, when it has changed more than the structure. */
  private Optional<TableVersion> judge(Statement statement, Change change) {
    if (change.before().isEmpty() || change.after().isEmpty() || refusals.isAccepted()) {
      return Optional.empty();
    }
    TableVersion before = change.before().get();
    List<String> objections =
        isEmpty(statement, before.name())
            ? List.of()
            : new StructureChange(before, change.after().get(), statement.columns()).objections();
    if (!objections.isEmpty() && !refusals.isReloaded()) {
      throw refusals.stop(
          statement,
          "of table " + before.name() + ": " + String.join(", ", objections),
          List.of(before.name()));
    }
    return objections.isEmpty() ? Optional.empty() : Optional.of(before);
  }

  private boolean isEmpty(Statement statement, TableName name) {
    TableName before =
        statement.renames().stream()
            .filter(rename -> rename.to().equals(name))
            .map(Statement.Rename::from)
            .findFirst()
            .orElse(name);
    return tables.empty().contains(before);
  }

  /** The rules of the start hold for ever: a table that breaks them now would break them then. */
  private void judge(Statement statement, TableFacts facts) {
    List<Finding> findings =
        rules.judge(facts, session.charsets().decodable()).stream()
            .filter(Finding::refuses)
            .toList();
    if (!findings.isEmpty()) {
      throw refusals.refused(
          "after "
              + statement.shown()
              + ":\n"
              + findings.stream().map(f -> "- " + f).collect(Collectors.joining("\n")));
    }
  }

  /** Which tables hold no documents behind the statement. */
  private void follow(Statement statement, Map<TableName, KnownTable> before) {
    for (Statement.Rename rename : statement.renames()) {
      boolean empty = tables.empty().remove(rename.from());
      if (empty) {
        tables.empty().add(rename.to());
      } else {
        tables.empty().remove(rename.to());
      }
    }
    for (TableName name : captured(statement.tables())) {
      boolean made =
          statement.createsTable() && !statement.mayDoNothing() && !before.containsKey(name);
      if (made || statement.effect() == Effect.TRUNCATES) {
        tables.empty().add(name);
      } else if (statement.createsTable()
          || statement.dropsTables()
          || statement.effect() == Effect.CONTENT) {
        tables.empty().remove(name);
      }
    }
  }

  /** Each part under the names that hold at its place. */
  private void tell(
      Statement statement,
      List<TableVersion> emptied,
      List<Change> renames,
      List<TableVersion> converted,
      List<Change> changes)
      throws InterruptedException {
    int left = emptied.size() + renames.size() + converted.size() + changes.size();
    boolean open = transactions.isOpen();
    for (TableVersion table : emptied) {
      transactions.truncated(statement.sql(), table, --left == 0 && !open);
    }
    for (Change change : renames) {
      transactions.structure(statement.sql(), change, --left == 0 && !open);
    }
    for (TableVersion table : converted) {
      transactions.truncated(statement.sql(), table, --left == 0 && !open);
    }
    for (Change change : changes) {
      transactions.structure(statement.sql(), change, --left == 0 && !open);
    }
  }
}

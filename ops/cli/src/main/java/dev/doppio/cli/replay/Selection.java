package dev.doppio.cli.replay;

import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.TableName;
import java.util.List;
import java.util.Set;

/**
 * Which changes are meant; where nothing is said of a kind, all are.
 *
 * @param tables without their database
 * @param keys document keys, {@code table/key column/...}
 * @param operations what happened to the document
 */
public record Selection(Set<String> tables, Set<String> keys, Set<Operation> operations) {
  public Selection {
    tables = Set.copyOf(tables);
    keys = Set.copyOf(keys);
    operations = Set.copyOf(operations);
  }

  /** Those of a list, in its order. */
  List<DocumentChange> of(List<DocumentChange> changes) {
    return isEverything() ? changes : changes.stream().filter(this::has).toList();
  }

  private boolean has(DocumentChange change) {
    return hasTable(change.table())
        && (keys.isEmpty() || keys.contains(change.key().path()))
        && (operations.isEmpty() || operations.contains(change.operation()));
  }

  private boolean hasTable(TableName table) {
    return tables.isEmpty() || tables.contains(table.table());
  }

  /** True when a change of the table's structure is meant: it has no key, and is no operation. */
  boolean hasStructure(TableName table) {
    return hasTable(table) && keys.isEmpty() && operations.isEmpty();
  }

  private boolean isEverything() {
    return tables.isEmpty() && keys.isEmpty() && operations.isEmpty();
  }
}

package dev.doppio.cli.replay;

import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

  /**
   * A name that is written wrongly would bring nothing, and say nothing.
   *
   * @param known tables of the log
   * @throws DoppioException CONFIGURATION on a table that is none of them
   */
  void refuseUnknown(Collection<TableName> known) {
    Set<String> names = known.stream().map(TableName::table).collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>(tables);
    unknown.removeAll(names);
    if (!unknown.isEmpty()) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          "--table: the log has no documents of "
              + String.join(", ", unknown)
              + "; there are "
              + new TreeSet<>(names)
              + "; nothing was brought");
    }
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

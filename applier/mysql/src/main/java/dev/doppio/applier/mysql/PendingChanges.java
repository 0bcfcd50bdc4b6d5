package dev.doppio.applier.mysql;

import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes that wait for the next statements, folded to one per document. Nothing of a transaction
 * shows before its commit, so only the last state of each document has to be written, and documents
 * commute: the order that is left is deletes before writes, for keys that a collation calls equal.
 */
final class PendingChanges {
  /** Documents that may wait. */
  static final int MAX_DOCUMENTS = 2_000;

  /** Bytes that may wait; a single larger row goes alone. */
  static final long MAX_BYTES = 4L << 20;

  /**
   * Changes of one table of one kind, which go into the same statements.
   *
   * @param version what the rows follow
   * @param delete whether they go
   * @param expectation of all of them
   * @param rows at least one
   */
  record Group(TableVersion version, boolean delete, Expectation expectation, List<Pending> rows) {}

  private final Map<TableName, Map<DocumentKey, Pending>> tables = new LinkedHashMap<>();
  private int documents;
  private long bytes;

  /**
   * Takes one more; true when it is time to flush.
   *
   * @param unknown whether the document is there: a snapshot of its table is on its way, or the
   *     change was applied before
   */
  boolean add(DocumentChange change, boolean unknown) {
    Map<DocumentKey, Pending> table =
        tables.computeIfAbsent(change.table(), name -> new LinkedHashMap<>());
    Pending before = table.get(change.key());
    Pending pending =
        before == null
            ? Pending.of(change, Expectation.before(change.operation(), unknown))
            : before.then(change);
    table.put(change.key(), pending);
    documents += before == null ? 1 : 0;
    bytes += pending.statementBytes() - (before == null ? 0 : before.statementBytes());
    return documents >= MAX_DOCUMENTS || bytes >= MAX_BYTES;
  }

  /** What is to be done, table by table, in order; nothing waits any more. */
  List<List<Group>> drain() {
    List<List<Group>> drained = new ArrayList<>();
    tables.values().forEach(table -> drained.add(groups(table.values())));
    clear();
    return drained;
  }

  private static List<Group> groups(Collection<Pending> table) {
    Map<GroupKey, List<Pending>> byKind = new LinkedHashMap<>();
    for (Pending pending : table) {
      GroupKey kind = new GroupKey(pending.row().table(), pending.delete(), pending.expectation());
      byKind.computeIfAbsent(kind, k -> new ArrayList<>()).add(pending);
    }
    List<Group> groups = new ArrayList<>();
    byKind.forEach(
        (kind, rows) -> groups.add(new Group(kind.version, kind.delete, kind.expectation, rows)));
    groups.sort(Comparator.comparing(group -> !group.delete()));
    return groups;
  }

  /** Forgets everything. */
  void clear() {
    tables.clear();
    documents = 0;
    bytes = 0;
  }

  private record GroupKey(TableVersion version, boolean delete, Expectation expectation) {}
}

package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a commit brings to one Iceberg table, without the runs that the table has already. */
final class TableWork {
  private final TableName table;
  private final Kind kind;
  private final List<Removal> removals = new ArrayList<>();
  private final List<Rewriting> rewritings = new ArrayList<>();
  private final List<Step> sealed = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Map<PartitionId, Optional<Scn>> expected = new TreeMap<>();
  private final DocumentTables.Advance advance;

  TableWork(TableName table, Kind kind, Map<HadoopPartition, List<GroupCommit.Offer>> taken) {
    this.table = table;
    this.kind = kind;
    taken.forEach((partition, offers) -> offers.forEach(offer -> add(partition, offer)));
    this.advance = new DocumentTables.Advance(expected, GroupCommit.ends(taken));
  }

  private void add(HadoopPartition partition, GroupCommit.Offer offer) {
    int before = size();
    Work work = offer.work();
    work.removals(table).stream()
        .filter(removal -> partition.lacks(table, kind, removal.at()))
        .forEach(removals::add);
    if (kind == Kind.CURRENT) {
      work.rewritings(table).stream()
          .filter(rewriting -> partition.lacks(table, kind, rewriting.at()))
          .forEach(rewritings::add);
    }
    if (partition.lacks(table, kind, offer.checkpoint().scn())) { // else committed by a first try
      sealed.addAll(work.sealed(table, kind));
    }
    work.entries(table).stream()
        .filter(entry -> partition.lacks(table, kind, entry.run().scn()))
        .forEach(entries::add);
    if (size() > before) {
      expected.put(partition.id(), partition.left(table, kind));
    }
  }

  private int size() {
    return removals.size() + rewritings.size() + sealed.size() + entries.size();
  }

  boolean isEmpty() {
    return size() == 0;
  }

  DocumentTables.Advance advance() {
    return advance;
  }

  /** Writes the files; nobody sees them before they are committed. */
  List<Step> steps(StepWriter writer) {
    List<Step> steps = new ArrayList<>();
    switch (kind) {
      case CHANGES -> {
        steps.addAll(sealed);
        if (!entries.isEmpty() || !removals.isEmpty()) {
          steps.add(writer.changes(table, entries, removals));
        }
      }
      case CURRENT -> {
        if (!removals.isEmpty()) {
          steps.add(writer.removal(table, removals));
        }
        rewritings.forEach(rewriting -> steps.addAll(new Rewriter(rewriting, writer).run()));
        steps.addAll(sealed);
        if (!entries.isEmpty()) {
          steps.add(writer.current(table, entries));
        }
      }
    }
    return steps.isEmpty() ? List.of(new Step(List.of(), List.of())) : steps;
  }
}

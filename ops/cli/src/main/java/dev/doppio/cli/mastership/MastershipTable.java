package dev.doppio.cli.mastership;

import dev.doppio.cli.table.TextTable;
import dev.doppio.logwriter.Tenure;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.mastership.LedgerEntry;
import java.util.List;
import java.util.Optional;

/** Partitions and their masters, as {@code doppio mastership show} prints them. */
final class MastershipTable {
  private MastershipTable() {}

  static List<String> of(List<Tenure> tenures) {
    TextTable table =
        new TextTable("partition", "generation", "owner", "since", "log end", "state");
    tenures.forEach(
        tenure -> {
          Optional<LedgerEntry> entry = tenure.entry();
          table.row(
              tenure.partition().toString(),
              text(entry.map(LedgerEntry::generation)),
              text(entry.flatMap(LedgerEntry::owner)),
              text(entry.map(LedgerEntry::since)),
              text(tenure.end().map(Scn::toString)),
              Standing.of(tenure).words());
        });
    return table.lines();
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("-");
  }
}

package dev.doppio.cli.mastership;

import dev.doppio.logwriter.LogView;
import dev.doppio.logwriter.Tenure;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.source.NodePosition;

/** What an unplanned takeover may lose, in words. */
final class Loss {
  private final LogView view;

  Loss(LogView view) {
    this.view = view;
  }

  String describe(Tenure tenure) {
    String end = tenure.end().map(Scn::toString).orElse("nothing");
    return tenure
        .entry()
        .flatMap(LedgerEntry::owner)
        .map(
            owner ->
                tenure.partition()
                    + ": the log ends at "
                    + end
                    + ". What "
                    + owner
                    + " committed to it beyond "
                    + position(owner)
                    + " may not be in the log: it is in that node's binlog, and goes to topic"
                    + " doppio.orphans."
                    + owner.node()
                    + " (with the configured prefix) when its sidecar runs again")
        .orElse(tenure.partition() + ": the log ends at " + end + ", and nobody masters it");
  }

  private String position(Origin owner) {
    return view.position(owner.node())
        .map(NodePosition::source)
        .map(at -> "GTIDs " + at.executed())
        .orElse("nothing that is known (it has no position)");
  }
}

package dev.doppio.cli.mastership;

import dev.doppio.logwriter.Tenure;
import dev.doppio.schemas.mastership.LedgerEntry;

/** How a partition's mastership stands, by ledger and log. */
public enum Standing {
  OPEN("open", ""),
  RELEASED(
      "released",
      "nobody masters it: 'doppio mastership take' with the configuration of the node that is to"),
  UNFINISHED(
      "takeover unfinished: the owner's sidecar has not opened the generation",
      "its owner has not opened the generation: see that the owner's sidecar runs"),
  BEHIND(
      "ledger behind the log: take --unplanned",
      "the ledger is behind the log: 'doppio mastership take --unplanned' at its master"),
  NEVER(
      "never mastered",
      "nobody ever mastered it: start the sidecar of a node that claims it"
          + " (databases.<name>.owned)");

  private final String words;
  private final String remedy;

  Standing(String words, String remedy) {
    this.words = words;
    this.remedy = remedy;
  }

  /** By what ledger and log say. */
  public static Standing of(Tenure tenure) {
    if (tenure.entry().isEmpty()) {
      return NEVER;
    }
    if (tenure.entry().flatMap(LedgerEntry::owner).isEmpty()) {
      return RELEASED;
    }
    if (tenure.isUnfinished()) {
      return UNFINISHED;
    }
    return tenure.isOpened() ? OPEN : BEHIND;
  }

  /** As tables show it. */
  public String words() {
    return words;
  }

  /** What is wrong and what to do; empty where nothing is. */
  public String remedy() {
    return remedy;
  }
}

package dev.doppio.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a run of the simulation has to have met, or else it proves less than it says. */
final class Encounters {
  private static final List<String> BRANCHES =
      List.of(
          "log: E as a record of its own",
          "log: openings of later generations",
          "log: records of kind 0",
          "log: records of kind 1",
          "log: records of kind 2",
          "log: records of kind 3",
          "log: records of kind 5",
          "log: retention that hurts nobody",
          "log: transactions timed out",
          "log: values in segments",
          "mirror: FLIPS_A_BIT",
          "mirror: LOSES_RECORDS",
          "mirror: behind retention",
          "mirror: flips a bit of B",
          "mirror: flips a bit of E",
          "mirror: flips a bit of KEY",
          "mirror: flips a bit of P",
          "mirror: flips a bit of VALUE",
          "mirror: log made again",
          "mirror: restarts",
          "network: cut from LOG",
          "network: cut from SOURCE",
          "network: cut from TARGET",
          "process: killed",
          "process: killed while it stood still",
          "reader: stops after another one took over, CHECKPOINT_LOST",
          "reader: meets LOG_UNAVAILABLE",
          "reader: meets TARGET_UNAVAILABLE",
          "reader: repeats dropped",
          "reader: runs begun anew",
          "reader: stops, LOG_CORRUPT",
          "reader: stops, LOG_DIVERGED",
          "reader: stops, LOG_GAP",
          "reader: stops, LOG_REPLACED",
          "reader: stops, LOG_TRUNCATED",
          "reader: stops, SCHEMA_UNKNOWN",
          "reader: waits for a schema",
          "reader: zombies dropped",
          "takeover: another was faster",
          "takeover: drained and released",
          "takeover: of one that was never opened",
          "takeover: unplanned",
          "takeover: while its master has a transaction open",
          "writer: fenced by another node",
          "writer: ends, FENCED",
          "writer: ends, LOG_REFUSED",
          "writer: tries again, LOG_UNAVAILABLE",
          "writer: tries again, SOURCE_UNAVAILABLE");

  static final List<String> ALL =
      Stream.of(
              Arrays.stream(Calamity.values()).map(calamity -> "calamity: " + calamity),
              Arrays.stream(Peer.values()).flatMap(Encounters::fates),
              BRANCHES.stream())
          .flatMap(all -> all)
          .toList();

  private Encounters() {}

  private static Stream<String> fates(Peer peer) {
    return Arrays.stream(Fate.values())
        .filter(fate -> fate != Fate.ANSWERED)
        .map(fate -> "call: " + fate + " at " + peer);
  }
}

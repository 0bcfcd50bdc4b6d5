package dev.doppio.hazards;

import dev.doppio.oracle.LogDump;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/** What must be detected: not a fault, but a lie about what is applied. */
final class Sabotage {
  private static final int RUNS = 3;

  private Sabotage() {}

  /**
   * The replica's checkpoints are moved by hand over runs that were not applied, with the count of
   * transactions that belongs to that place: a reader can't see the lie, an oracle has to.
   */
  static Fault checkpoint() {
    return new Fault(
        "SABOTAGE: checkpoints moved by hand",
        "must be detected",
        flow -> {
          flow.applier().kill();
          flow.load().burst(400);
          flow.awaitLog();
          flow.load().pause();
          LogDump log = LogDump.of(flow.brokers().cluster().bootstrap(), flow.database());
          int moved = 0;
          for (Map.Entry<Integer, String> checkpoint : flow.checkpoints().entrySet()) {
            if (checkpoint.getValue() == null) {
              continue; // claimed, and nothing was applied yet
            }
            String[] scn = checkpoint.getValue().split(":");
            long sequence = Long.parseLong(scn[1]) + RUNS;
            long transactions =
                log.byPartition().get(checkpoint.getKey()).stream()
                    .filter(entry -> entry.generation() == Integer.parseInt(scn[0]))
                    .filter(entry -> entry.sequence() == sequence)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the log ends before " + sequence))
                    .transactions();
            moved += move(flow, checkpoint.getKey(), sequence, transactions);
          }
          flow.applier().start();
          flow.load().go();
          return moved + " checkpoint(s) moved over " + RUNS + " runs each";
        });
  }

  private static int move(Flow flow, int partition, long sequence, long transactions)
      throws SQLException {
    try (Connection replica = flow.replica().connect();
        PreparedStatement sql =
            replica.prepareStatement(
                "UPDATE doppio.checkpoint SET sequence = ?, transactions = ? WHERE database_name ="
                    + " ? AND partition_number = ?")) {
      sql.setLong(1, sequence);
      sql.setLong(2, transactions);
      sql.setString(3, flow.database());
      sql.setInt(4, partition);
      return sql.executeUpdate();
    }
  }
}

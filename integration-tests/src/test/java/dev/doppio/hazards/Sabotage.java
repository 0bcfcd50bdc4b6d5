package dev.doppio.hazards;

import java.sql.Connection;
import java.sql.Statement;

/** What must be detected: not a fault, but a lie about what is applied. */
final class Sabotage {
  private Sabotage() {}

  /** The replica's checkpoints are moved by hand over runs that were not applied. */
  static Fault checkpoint() {
    return new Fault(
        "SABOTAGE: checkpoints moved by hand",
        "must be detected",
        flow -> {
          flow.applier().kill();
          flow.load().burst(400);
          flow.awaitLog();
          flow.load().pause();
          int moved;
          try (Connection replica = flow.replica().connect();
              Statement sql = replica.createStatement()) {
            moved =
                sql.executeUpdate(
                    "UPDATE doppio.checkpoint SET sequence = sequence + 3 WHERE database_name = '"
                        + flow.database()
                        + "'");
          }
          flow.applier().start();
          flow.load().go();
          return moved + " checkpoints moved over 3 runs each";
        });
  }
}

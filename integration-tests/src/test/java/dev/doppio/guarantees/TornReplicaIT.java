package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Journal;
import dev.doppio.servers.Servers;
import dev.doppio.workload.Mailboxes;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link WholeAtTheReplica} sees any part of a transaction, and nothing where there is none. */
final class TornReplicaIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private final MySqlServer replica = Servers.replica();
  private final String database = Servers.freshDatabase("torn");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE message SET stamp = stamp + 1 ORDER BY member_id, message_id LIMIT 1",
        "DELETE FROM message ORDER BY member_id, message_id LIMIT 1",
        "INSERT INTO message (member_id, message_id, stamp) VALUES ('m1', 1, 1000000)",
        "INSERT INTO message (member_id, message_id, stamp) VALUES ('nobody', 1, 1000000)",
        "UPDATE member SET held = held + 1, stamps = stamps + 1000 LIMIT 1"
      })
  void aPartOfATransactionShowsWhicheverPartItIs(String part) throws Exception {
    try (Connection connection = Servers.connect(replica)) {
      Mailboxes mailboxes = new Mailboxes(connection, database, new Journal(), 1);
      mailboxes.create();
      mailboxes.run(200);
      connection.setAutoCommit(true);
      try (Statement sql = connection.createStatement();
          WholeAtTheReplica whole = new WholeAtTheReplica(replica, database)) {
        await().atMost(SOON).until(() -> whole.looks() > 20);
        assertThat(whole.violations()).isEmpty();
        sql.execute(part);
        await().atMost(SOON).until(() -> !whole.violations().isEmpty());
      }
    }
  }

  @Test
  void wholeTransactionsAreNoViolation() throws Exception {
    try (Connection connection = Servers.connect(replica)) {
      Mailboxes mailboxes = new Mailboxes(connection, database, new Journal(), 1);
      mailboxes.create();
      try (WholeAtTheReplica whole = new WholeAtTheReplica(replica, database)) {
        await()
            .atMost(SOON)
            .until(
                () -> {
                  mailboxes.run(5);
                  return whole.looks() > 20;
                });
        assertThat(whole.violations()).isEmpty();
      }
    }
  }
}

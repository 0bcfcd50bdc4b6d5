package dev.doppio.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import java.util.List;

/**
 * A daemon that is to end by itself without having written anything at a cluster or at a server.
 *
 * @param command such as {@code apply mysql}
 * @param kafka watched
 * @param mysql watched
 */
public record Refusal(List<String> command, KafkaCluster kafka, MySqlServer mysql) {

  /** Runs the daemon with a configuration; asserts its exit code, and that nothing was written. */
  public Command.Result exits(int expected, String yaml, String... flags) {
    Standstill before = Standstill.of(kafka, mysql);
    Command.Result result = Command.run(command, yaml, flags).exits(expected);
    assertThat(Standstill.of(kafka, mysql))
        .as("what is written, before and after")
        .isEqualTo(before);
    return result;
  }
}

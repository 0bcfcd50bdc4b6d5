package dev.doppio.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.DaemonConfiguration;
import dev.doppio.console.Console;
import dev.doppio.console.Health;
import dev.doppio.console.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConsoleClientTest {
  private final Metrics metrics = new Metrics();
  private String said = "";
  private Console console;

  @BeforeEach
  void start() throws IOException {
    console = Console.start(new InetSocketAddress("127.0.0.1", 0), metrics, new Told());
  }

  @AfterEach
  void stop() {
    console.close();
    metrics.close();
  }

  private static DaemonConfiguration sidecar(int port) {
    return new Configurations(Map.of("DOPPIO_STORAGE_NODE_MYSQL_PASSWORD", "x"))
        .any(Path.of("..", "deploy", "sidecar.yaml"), List.of("console.port=" + port))
        .settings();
  }

  @Test
  void theDaemonThatIsAskedSaysHowItDoes() throws Exception {
    DaemonConfiguration asked = sidecar(console.port());
    said = "{\"daemon\":\"" + asked.daemonName() + "\",\"lossWindowSeconds\":1.5,\"later\":[]}";

    assertThat(new ConsoleClient().ask(asked).lossWindowSeconds()).hasValue(1.5);
  }

  @Test
  void anotherDaemonOnTheSamePortIsNotTakenForIt() {
    said = "{\"daemon\":\"sidecar of dc9/other\"}";

    assertThatThrownBy(() -> new ConsoleClient().ask(sidecar(console.port())))
        .isInstanceOf(ConsoleClient.Silent.class)
        .hasMessageContaining("is that of the sidecar of dc9/other");
  }

  @Test
  void whatIsNoReportAndWhoDoesNotAnswerAreSilent() {
    said = "hello";
    int port = console.port();
    assertThatThrownBy(() -> new ConsoleClient().ask(sidecar(port)))
        .isInstanceOf(ConsoleClient.Silent.class);

    console.close();
    assertThatThrownBy(() -> new ConsoleClient().ask(sidecar(port)))
        .hasMessageContaining("does not answer")
        .hasMessageContaining("--set console.address");
  }

  private final class Told implements Health {
    @Override
    public boolean live() {
      return true;
    }

    @Override
    public List<String> obstacles() {
      return List.of();
    }

    @Override
    public String status() {
      return said;
    }
  }
}

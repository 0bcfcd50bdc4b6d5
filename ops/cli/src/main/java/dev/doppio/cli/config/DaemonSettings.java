package dev.doppio.cli.config;

import java.time.Duration;
import java.util.Objects;

/**
 * The process around a pipeline: sections {@code console} and {@code daemon}.
 *
 * @param consoleAddress where metrics and health are served; loopback unless configured otherwise
 * @param consolePort 0 takes a free one
 * @param startWait how long a server that can't be reached is waited for at start; afterwards the
 *     daemon waits for ever
 * @param drainWait how long a daemon may take to end after SIGTERM
 */
public record DaemonSettings(
    String consoleAddress, int consolePort, Duration startWait, Duration drainWait) {
  public DaemonSettings {
    Objects.requireNonNull(consoleAddress);
    Objects.requireNonNull(startWait);
    if (drainWait.isZero()) {
      throw new IllegalArgumentException("daemon.drain-wait is 0; give it a second at least");
    }
  }

  static Value<DaemonSettings> read(Section root, int defaultPort) {
    Section console = root.section("console");
    Value<String> address = console.optional("address", Kind.TEXT, "127.0.0.1");
    Value<Integer> port = console.optional("port", Kind.LISTENING_PORT, defaultPort);
    Section daemon = root.section("daemon");
    Value<Duration> start = daemon.optional("start-wait", Kind.DURATION, Duration.ofSeconds(30));
    Value<Duration> drain = daemon.optional("drain-wait", Kind.DURATION, Duration.ofSeconds(15));
    return root.build(
        () -> new DaemonSettings(address.get(), port.get(), start.get(), drain.get()));
  }
}

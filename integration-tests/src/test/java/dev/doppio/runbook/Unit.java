package dev.doppio.runbook;

import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Daemon;
import java.util.Map;

/** What systemd starts and stops. */
public interface Unit {
  /** Does not wait until it is ready. */
  void start();

  /** In order, if it runs. */
  void stop();

  /** What its log has. */
  default String journal() {
    throw new AssertionError("nobody reads its log");
  }

  /** Waits for its own end. */
  default int exitCode() {
    throw new AssertionError("it does not end by itself");
  }

  /** A daemon with this environment. */
  static Unit of(Daemon daemon, Map<String, String> environment) {
    return new Unit() {
      @Override
      public void start() {
        daemon.start(environment);
      }

      @Override
      public void stop() {
        if (daemon.isAlive()) {
          daemon.terminate();
        }
      }

      @Override
      public String journal() {
        return daemon.said();
      }

      @Override
      public int exitCode() {
        return daemon.awaitEnd();
      }
    };
  }

  /** All brokers. */
  static Unit of(KafkaCluster kafka) {
    return new Unit() {
      @Override
      public void start() {
        kafka.startAll();
      }

      @Override
      public void stop() {
        kafka.nodes().forEach(kafka::stop);
      }
    };
  }

  /** A server with its data. */
  static Unit of(MySqlServer server) {
    return new Unit() {
      @Override
      public void start() {
        server.restart();
      }

      @Override
      public void stop() {
        server.stop();
      }
    };
  }
}

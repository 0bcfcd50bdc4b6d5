package dev.doppio.cli.demo;

import dev.doppio.local.Workspace;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.KafkaSpec;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.local.mysql.MySqlSpec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The servers of both datacenters.
 *
 * @param source MySQL in dc1, the storage node
 * @param sourceLog Kafka in dc1
 * @param replica MySQL in dc2
 * @param replicaLog Kafka in dc2
 */
record Datacenters(
    MySqlServer source, KafkaCluster sourceLog, MySqlServer replica, KafkaCluster replicaLog) {

  /** Starts them, two at a time: more would only wait for a processor. */
  static Datacenters start(Workspace workspace, Screen screen) {
    CompletableFuture<MySqlServer> source =
        begin(() -> mysql(workspace, screen, "dc1", "storage node", 101));
    CompletableFuture<KafkaCluster> sourceLog = begin(() -> kafka(workspace, screen, "dc1"));
    CompletableFuture<KafkaCluster> replicaLog = begin(() -> kafka(workspace, screen, "dc2"));
    CompletableFuture<MySqlServer> replica =
        begin(() -> mysql(workspace, screen, "dc2", "replica", 201));
    return new Datacenters(end(source), end(sourceLog), end(replica), end(replicaLog));
  }

  private static MySqlServer mysql(
      Workspace workspace, Screen screen, String datacenter, String role, int serverId) {
    MySqlServer server =
        MySqlServer.start(workspace, MySqlSpec.storageNode("mysql-" + datacenter, serverId));
    screen.say(
        datacenter
            + ": "
            + role
            + ", MySQL "
            + server.version()
            + " at "
            + server.host()
            + ":"
            + server.port());
    return server;
  }

  private static KafkaCluster kafka(Workspace workspace, Screen screen, String datacenter) {
    KafkaCluster cluster = KafkaCluster.start(workspace, KafkaSpec.named(datacenter));
    screen.say(datacenter + ": Kafka at " + cluster.bootstrap());
    return cluster;
  }

  private static <T> CompletableFuture<T> begin(Supplier<T> start) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                future.complete(start.get());
              } catch (RuntimeException | Error e) { // whoever waits is told
                future.completeExceptionally(e);
              }
            },
            "start");
    thread.setDaemon(true);
    thread.start();
    return future;
  }

  private static <T> T end(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}

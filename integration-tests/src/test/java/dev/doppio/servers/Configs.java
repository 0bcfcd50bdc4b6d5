package dev.doppio.servers;

import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Configuration files of the daemons, with what a test has to say and nothing more. */
public final class Configs {
  private Configs() {}

  /** A sidecar that captures one database, hashed over its partitions. */
  public static String sidecar(
      String node, MySqlServer mysql, KafkaCluster kafka, String database, int partitions) {
    return sidecar(node, mysql, kafka, database + ": {partitions: " + partitions + "}");
  }

  /** A sidecar with the databases section in YAML flow style; large values go in segments. */
  public static String sidecar(
      String node, MySqlServer mysql, KafkaCluster kafka, String databases) {
    return """
    version: 1
    node: %s
    datacenter: dc1
    storage-node:
      mysql:
        host: %s
        port: %d
        user: root
        password-file: password
    databases: {%s}
    topics: {replication-factor: 1}
    writer: {segment-size: 100KiB}
    kafka:
      bootstrap.servers: "%s"
    """
        .formatted(node, mysql.host(), mysql.port(), databases, kafka.bootstrap());
  }

  /** A sidecar of a storage node with several servers, in the order in which they are tried. */
  public static String sidecar(
      String node, List<MySqlServer> servers, KafkaCluster kafka, String database, int partitions) {
    MySqlServer first = servers.get(0);
    String endpoints =
        servers.stream()
            .map(server -> "'" + server.host() + ":" + server.port() + "'")
            .collect(Collectors.joining(", ", "    endpoints: [", "]\n"));
    return sidecar(node, first, kafka, database, partitions)
        .replaceFirst("    host: .*\n    port: .*\n", endpoints);
  }

  /** An applier from a log into a replica. */
  public static String apply(
      MySqlServer replica, KafkaCluster kafka, String database, int partitions) {
    return apply(replica, kafka, database + ": {partitions: " + partitions + "}");
  }

  /** An applier with the databases section in YAML flow style. */
  public static String apply(MySqlServer replica, KafkaCluster kafka, String databases) {
    return """
    version: 1
    log: {origin: dc1}
    target:
      mysql:
        host: %s
        port: %d
        user: root
        password-file: password
    databases: {%s}
    kafka:
      bootstrap.servers: "%s"
    """
        .formatted(replica.host(), replica.port(), databases, kafka.bootstrap());
  }

  /** An applier from a log into the tables of a warehouse, with a commit every second. */
  public static String applyHadoop(
      String warehouse, KafkaCluster kafka, String database, int partitions) {
    return """
    version: 1
    log: {origin: dc1}
    target: {hadoop: {warehouse: "%s", commit-interval: 1s}}
    databases: {%s: {partitions: %d}}
    kafka:
      bootstrap.servers: "%s"
    """
        .formatted(warehouse, database, partitions, kafka.bootstrap());
  }

  /** An applier from a log into indexes of OpenSearch, whose names begin with the database's. */
  public static String applyOpenSearch(
      URI node, String json, KafkaCluster kafka, String database, int partitions) {
    return """
    version: 1
    log: {origin: dc1}
    target: {opensearch: {nodes: ["%s"], replicas: 0, json: %s, prefix: "%s-"}}
    databases: {%s: {partitions: %d}}
    kafka:
      bootstrap.servers: "%s"
    """
        .formatted(node, json, database, database, partitions, kafka.bootstrap());
  }

  /** The same, of an account, by TLS. */
  public static String applyOpenSearch(String plain, String user, Path authorities) {
    return plain.replace(
        "replicas: 0",
        "replicas: 0, user: %s, password-file: password, ca-file: %s".formatted(user, authorities));
  }

  /** An applier from a log into the indexes of a folder. */
  public static String applySearch(
      Path folder, KafkaCluster kafka, String database, int partitions) {
    return """
    version: 1
    log: {origin: dc1}
    target: {lucene: {folder: "%s"}}
    databases: {%s: {partitions: %d}}
    kafka:
      bootstrap.servers: "%s"
    """
        .formatted(folder, database, partitions, kafka.bootstrap());
  }
}

package dev.doppio.bench.apply;

import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.arm.WorkerProcess;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.Child;
import dev.doppio.local.Ports;
import dev.doppio.local.mysql.MySqlServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Kafka Connect worker with Debezium's JDBC sink in it. What is not set here is stock.
 *
 * @param servers that hold the topic
 * @param replica that it writes to, with its tables
 * @param database of the replica
 * @param topic that it reads, from its begin
 * @param cell what is tuned
 * @param folder of this run alone; its name is the connector's
 */
public record SinkWorker(
    Servers servers, Replica replica, String database, String topic, SinkCell cell, Path folder) {

  /** Starts it, and does not wait. */
  public Child launch() {
    return new WorkerProcess(WorkerProcess.SINK, folder)
        .launch(servers.workspace().children(), worker(), connector());
  }

  private Map<String, String> worker() {
    Map<String, String> all = new TreeMap<>();
    all.put("bootstrap.servers", servers.kafka().bootstrap());
    for (String kind : List.of("key", "value")) {
      all.put(kind + ".converter", "org.apache.kafka.connect.json.JsonConverter");
      all.put(kind + ".converter.schemas.enable", "true");
    }
    all.put("offset.storage.file.filename", folder.resolve("offsets").toString());
    all.put("listeners", "http://127.0.0.1:" + Ports.free());
    all.put("plugin.discovery", "service_load");
    all.put("consumer.max.poll.records", Integer.toString(cell.poll()));
    return all;
  }

  private Map<String, String> connector() {
    String name = database + "-" + folder.getFileName();
    MySqlServer mysql = replica.mysql();
    Map<String, String> all = new TreeMap<>();
    all.put("name", name);
    all.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
    all.put("tasks.max", Integer.toString(cell.tasks()));
    all.put("topics", topic);
    all.put("connection.url", mysql.jdbcUrl(database) + "&rewriteBatchedStatements=true");
    all.put("connection.username", MySqlServer.ROOT_USER);
    all.put("connection.password", MySqlServer.ROOT_PASSWORD);
    all.put("connection.pool.min_size", Integer.toString(cell.tasks()));
    all.put("insert.mode", "upsert");
    all.put("primary.key.mode", "record_key");
    all.put("schema.evolution", "none");
    all.put("collection.name.format", Backlog.TABLE);
    all.put("batch.size", Integer.toString(cell.batch()));
    all.put("use.reduction.buffer", Boolean.toString(cell.reduce()));
    return all;
  }
}

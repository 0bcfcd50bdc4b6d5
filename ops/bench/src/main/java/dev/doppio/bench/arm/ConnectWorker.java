package dev.doppio.bench.arm;

import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.Child;
import dev.doppio.local.Ports;
import dev.doppio.local.mysql.MySqlServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Kafka Connect worker, standalone, with the stock Debezium MySQL connector in it. What is not
 * set here is stock; the JVM's flags are those of Kafka's own start script.
 *
 * @param servers that it connects
 * @param database it captures
 * @param cell what is tuned
 * @param envelope what its records look like
 * @param further settings of the connector, which win
 * @param folder of this run alone; holds the offsets
 */
record ConnectWorker(
    Servers servers,
    String database,
    ConnectCell cell,
    Envelope envelope,
    Map<String, String> further,
    Path folder) {
  static final String OFFSETS = "offsets";
  private static final long SERVER_ID = 1_900_000_002;

  /** Topic of a table, as Debezium names it. */
  public static String topic(String database, String table) {
    return prefix(database) + "." + database + "." + table;
  }

  private static String prefix(String database) {
    return "connect-" + database;
  }

  /** Starts it, and does not wait. */
  Child launch() {
    return process().launch(servers.workspace().children(), workerSettings(), connectorSettings());
  }

  private WorkerProcess process() {
    return new WorkerProcess(WorkerProcess.SOURCE, folder);
  }

  private Map<String, String> workerSettings() {
    Map<String, String> all = new TreeMap<>();
    all.put("bootstrap.servers", servers.kafka().bootstrap());
    for (String kind : List.of("key", "value")) {
      all.put(kind + ".converter", "org.apache.kafka.connect.json.JsonConverter");
      all.put(kind + ".converter.schemas.enable", envelope.withSchemas());
    }
    all.put("offset.storage.file.filename", folder.resolve(OFFSETS).toString());
    all.put("listeners", "http://127.0.0.1:" + Ports.free());
    // A search of the class path for plugins takes seconds; the start is reported too.
    all.put("plugin.discovery", "service_load");
    all.put("producer.acks", "all");
    all.put("producer.linger.ms", Integer.toString(cell.lingerMillis()));
    all.put("producer.batch.size", Integer.toString(cell.batchBytes()));
    all.put("producer.compression.type", cell.compression());
    all.put("producer.buffer.memory", Integer.toString(64 << 20));
    all.put("producer.max.request.size", Integer.toString(8 << 20));
    return all;
  }

  private Map<String, String> connectorSettings() {
    Map<String, String> all = new TreeMap<>();
    all.put("name", prefix(database));
    all.put("connector.class", "io.debezium.connector.mysql.MySqlConnector");
    all.put("tasks.max", "1");
    all.put("database.hostname", servers.mysql().host());
    all.put("database.port", Integer.toString(servers.mysql().port()));
    all.put("database.user", MySqlServer.ROOT_USER);
    all.put("database.password", MySqlServer.ROOT_PASSWORD);
    all.put("database.server.id", Long.toString(SERVER_ID));
    all.put("database.ssl.mode", "disabled");
    all.put("driver.allowPublicKeyRetrieval", "true");
    all.put("topic.prefix", prefix(database));
    all.put("database.include.list", database);
    all.put("table.include.list", database + "." + Backlog.TABLE + "," + database + ".marks");
    all.put("include.schema.changes", "false");
    all.put("schema.history.internal.kafka.topic", prefix(database) + ".history");
    all.put("schema.history.internal.kafka.bootstrap.servers", servers.kafka().bootstrap());
    all.put("max.batch.size", Integer.toString(cell.maxBatch()));
    all.put("max.queue.size", Integer.toString(cell.maxQueue()));
    all.put("max.queue.size.in.bytes", Integer.toString(256 << 20));
    all.putAll(envelope.transforms());
    all.putAll(further);
    all.put("topic.creation.default.replication.factor", "1");
    all.put("topic.creation.default.partitions", "1");
    return all;
  }
}

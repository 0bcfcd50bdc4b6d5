package dev.doppio.bench.arm;

import dev.doppio.bench.process.Waiting;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.bench.workload.Loader;
import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Brings the stock connector before a database's backlog, once: it takes its snapshot, streams a
 * row of another table, and is stopped. Each run then begins with a copy of the offsets that it
 * left. One thread.
 */
public final class ConnectStart {
  private static final Duration AT_MOST = Duration.ofMinutes(4);
  private static final short ONE_REPLICA = 1;

  private final Servers servers;
  private final int partitions;
  private final Envelope envelope;
  private final Map<String, Path> offsets = new HashMap<>();

  /**
   * @param servers that it connects
   * @param partitions of the topic, as many as our log has
   * @param envelope what its records look like
   */
  public ConnectStart(Servers servers, int partitions, Envelope envelope) {
    this.envelope = envelope;
    this.servers = servers;
    this.partitions = partitions;
  }

  Servers servers() {
    return servers;
  }

  Envelope envelope() {
    return envelope;
  }

  /** Of the documents of a database. */
  public String topic(String database) {
    return ConnectWorker.topic(database, Backlog.TABLE);
  }

  int partitions() {
    return partitions;
  }

  /** The offsets in front of the backlog. */
  Path offsets(String database) throws SQLException, InterruptedException {
    Path known = offsets.get(database);
    if (known == null) {
      known = begin(database);
      offsets.put(database, known);
    }
    return known;
  }

  private Path begin(String database) throws SQLException, InterruptedException {
    String marks = ConnectWorker.topic(database, "marks");
    create(ConnectWorker.topic(database, Backlog.TABLE), partitions);
    create(marks, 1);
    Loader loader = new Loader(servers.mysql());
    loader.mark(database, 1);
    Path folder = servers.workspace().folder(database, "connect-begin");
    ConnectWorker worker =
        new ConnectWorker(servers, database, ConnectCell.grid().get(0), envelope, Map.of(), folder);
    Child child = worker.launch();
    try (LogWatch log = new LogWatch(servers.kafka(), marks, 1)) {
      Waiting waiting = new Waiting(child, AT_MOST);
      log.awaitEnd(1, waiting);
      // The first was in the snapshot; behind the second the connector streams.
      loader.mark(database, 2);
      log.awaitEnd(2, waiting);
    }
    WorkerProcess.stop(child);
    Path left = folder.resolve(ConnectWorker.OFFSETS);
    if (!Files.exists(left)) {
      throw new LocalException("The worker left no offsets; " + child.lastWords());
    }
    return left;
  }

  private void create(String topic, int count) throws InterruptedException {
    try (Admin admin = servers.kafka().admin()) {
      admin.createTopics(List.of(new NewTopic(topic, count, ONE_REPLICA))).all().get();
    } catch (ExecutionException e) {
      throw new LocalException("Cannot make the topic " + topic + ": " + e.getMessage(), e);
    }
  }

  /**
   * A worker that streams, for whoever stops it.
   *
   * @param cell what is tuned
   * @param further settings of the connector
   */
  public Child launch(String database, ConnectCell cell, Map<String, String> further)
      throws SQLException, InterruptedException {
    offsets(database);
    Path folder = servers.workspace().folder(database, "connect-stream");
    copyOffsets(database, folder);
    return new ConnectWorker(servers, database, cell, envelope, further, folder).launch();
  }

  /** A copy of the offsets, in a folder of a run. */
  void copyOffsets(String database, Path folder) {
    try {
      Files.copy(offsets.get(database), folder.resolve(ConnectWorker.OFFSETS));
    } catch (IOException e) {
      throw new LocalException("Cannot copy the offsets into " + folder + ": " + e, e);
    }
  }
}

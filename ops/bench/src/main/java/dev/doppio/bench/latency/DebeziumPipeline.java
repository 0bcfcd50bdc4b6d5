package dev.doppio.bench.latency;

import dev.doppio.bench.apply.Replica;
import dev.doppio.bench.apply.SinkCell;
import dev.doppio.bench.apply.SinkWorker;
import dev.doppio.bench.arm.ConnectCell;
import dev.doppio.bench.arm.ConnectStart;
import dev.doppio.bench.arm.Envelope;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.arm.WorkerProcess;
import dev.doppio.bench.process.Waiting;
import dev.doppio.local.Child;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The stock Debezium source connector, and its JDBC sink, a Connect worker each. */
final class DebeziumPipeline implements Pipeline {
  private static final Duration AT_MOST = Duration.ofHours(4);

  private final Servers servers;
  private final Replica replica;
  private final int partitions;
  private final Tuning tuning;

  /** What is not stock. */
  enum Tuning {
    /** Nothing. */
    DEFAULT("debezium-default", new ConnectCell(2048, 8192, 5, 16384, "none"), Map.of(), 0),

    /** Nobody waits for company, and the sink writes what there is over four connections. */
    LATENCY(
        "debezium",
        new ConnectCell(2048, 8192, 0, 262144, "lz4"),
        Map.of("poll.interval.ms", "1"),
        3);

    private final String title;
    private final ConnectCell source;
    private final Map<String, String> further;
    private final int sink;

    Tuning(String title, ConnectCell source, Map<String, String> further, int sink) {
      this.title = title;
      this.source = source;
      this.further = further;
      this.sink = sink;
    }

    SinkCell cell() {
      return SinkCell.grid().get(sink);
    }
  }

  DebeziumPipeline(Servers servers, Replica replica, int partitions, Tuning tuning) {
    this.servers = servers;
    this.replica = replica;
    this.partitions = partitions;
    this.tuning = tuning;
  }

  @Override
  public String name() {
    return tuning.title;
  }

  @Override
  public String settings() {
    return "source: "
        + tuning.source
        + (tuning.further.isEmpty() ? "" : " " + tuning.further)
        + "; sink: "
        + tuning.cell()
        + "; a worker each, "
        + String.join(" ", WorkerProcess.flags());
  }

  @Override
  public Running start(String database) throws SQLException, InterruptedException {
    replica.emptyWithTables(database);
    ConnectStart start = new ConnectStart(servers, partitions, Envelope.FOR_SINK);
    Child source = start.launch(database, tuning.source, tuning.further);
    Path folder = servers.workspace().folder(database, "sink");
    Child sink =
        new SinkWorker(servers, replica, database, start.topic(database), tuning.cell(), folder)
            .launch();
    List<Waiting> both = List.of(new Waiting(source, AT_MOST), new Waiting(sink, AT_MOST));
    return new Running() {
      @Override
      public void check() {
        both.forEach(each -> each.check("documents to be in the replica"));
      }

      @Override
      public void stop() throws SQLException {
        WorkerProcess.stop(sink);
        WorkerProcess.stop(source);
        replica.empty(database);
      }
    };
  }
}

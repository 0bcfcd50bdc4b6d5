package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.TablesEqual;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Journal;
import dev.doppio.oracle.TableDocuments;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.Mailboxes;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tables on HDFS, of whose three data nodes one dies while the log is loaded, and the loader. */
@Tag("hazard")
final class DataNodeLossIT {
  private static final int PARTITIONS = 4;
  private static final int DATA_NODES = 3;
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final MySqlServer source = Servers.source();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("hdfs");

  @Test
  void tablesOnHdfsEqualTheSourceWhenADataNodeAndTheLoaderDie() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("DataNodeLossIT -Dseed=" + seed);
    Path folder = Servers.workspace().folder("hdfs", database);
    Configuration settings = new Configuration();
    settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
    String node = "node-" + database;
    try (MiniDFSCluster hdfs =
            new MiniDFSCluster.Builder(settings).numDataNodes(DATA_NODES).build();
        Connection here = Servers.connect(source);
        Daemon sidecar =
            Daemon.start(
                node,
                List.of("sidecar"),
                Configs.sidecar(node, source, kafka, database, PARTITIONS))) {
      Mailboxes mailboxes = new Mailboxes(here, database, new Journal(), seed);
      mailboxes.create();
      sidecar.awaitReady();
      String warehouse = hdfs.getURI() + "/doppio";
      String config = Configs.applyHadoop(warehouse, kafka, database, PARTITIONS);
      List<String> alone = List.of("apply", "hadoop", "--set", "reader.assignment=all");
      try (Daemon applier = Daemon.prepare("hdfs-" + database, alone, config).withHeap("256m")) {
        applier.start();
        applier.awaitReady();
        mailboxes.run(100);
        assertThat(hdfs.stopDataNode(0)).as("the data node that dies").isNotNull();
        mailboxes.run(100);
        applier.kill();
        mailboxes.run(50);
        applier.start();
        TableDocuments tables = new TableDocuments(warehouse);
        await()
            .atMost(LIMIT)
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(() -> new TablesEqual(here, tables, database, true).check());
        assertThat(applier.terminate()).as("exit code after SIGTERM").isZero();
      }
    }
  }
}

package dev.doppio.cli.demo;

import dev.doppio.applier.hadoop.CurrentDocuments;
import dev.doppio.applier.search.Hit;
import dev.doppio.applier.search.SearchIndex;
import dev.doppio.cli.compare.Copy;
import dev.doppio.cli.compare.Document;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.HadoopTargetSettings;
import dev.doppio.local.Ports;
import dev.doppio.local.Workspace;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.schemas.document.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes what a datacenter has beside MySQL: an index and tables, from its own copy of the log. */
final class FolderTargets {
  private static final String BYTES = "0x";

  private final Workspace workspace;
  private final DemoFiles files;
  private final OwnProgram doppio;
  private final int partitions;

  /**
   * @param workspace for folders and processes
   * @param files the daemons'
   * @param doppio the command
   * @param partitions of the log
   */
  FolderTargets(Workspace workspace, DemoFiles files, OwnProgram doppio, int partitions) {
    this.workspace = workspace;
    this.files = files;
    this.doppio = doppio;
    this.partitions = partitions;
  }

  List<FolderTarget> of(String datacenter, KafkaCluster log) {
    return List.of(index(datacenter, log), tables(datacenter, log));
  }

  private FolderTarget index(String datacenter, KafkaCluster log) {
    Path folder = workspace.folder("index-" + datacenter);
    int port = Ports.free();
    Path file = files.index(datacenter, log, folder, port);
    ApplySettings settings = configurations().applySearch(file, List.of()).settings();
    return new FolderTarget(
        "index in " + datacenter,
        daemon("index-" + datacenter, "search", file, port),
        settings,
        partitions,
        documentsOf(folder));
  }

  private static Copy documentsOf(Path folder) {
    return (table, to) -> {
      try (SearchIndex index = SearchIndex.open(folder)) {
        index.documents(
            new TableName(DemoOptions.DATABASE, table),
            hit -> {
              Map<String, String> values = new TreeMap<>();
              hit.values().forEach(value -> values.put(value.column(), text(value)));
              to.accept(new Document(hit.id(), values));
            });
      }
    };
  }

  private static String text(Hit.Value value) {
    return value.form() == Hit.Form.BYTES ? value.text().substring(BYTES.length()) : value.text();
  }

  private FolderTarget tables(String datacenter, KafkaCluster log) {
    Path folder = workspace.folder("tables-" + datacenter);
    int port = Ports.free();
    Path file = files.tables(datacenter, log, folder, port);
    ApplySettings settings = configurations().applyHadoop(file, List.of()).settings();
    return new FolderTarget(
        "tables in " + datacenter,
        daemon("tables-" + datacenter, "hadoop", file, port),
        settings,
        partitions,
        documentsOf(settings));
  }

  private static Copy documentsOf(ApplySettings settings) {
    HadoopTargetSettings warehouse = HadoopTargetSettings.class.cast(settings.target());
    return (table, to) -> {
      try (CurrentDocuments documents =
          new CurrentDocuments(warehouse.config(settings.datacenter()))) {
        documents.read(
            new TableName(DemoOptions.DATABASE, table),
            document -> to.accept(new Document(document.key(), document.values())));
      }
    };
  }

  private DaemonProcess daemon(String name, String target, Path file, int port) {
    List<String> command = List.of("apply", target, "--config", file.toString());
    return new DaemonProcess(workspace, name, doppio, command, port);
  }

  private static Configurations configurations() {
    return new Configurations(Map.of());
  }
}

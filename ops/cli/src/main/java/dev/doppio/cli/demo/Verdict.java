package dev.doppio.cli.demo;

import dev.doppio.cli.compare.Report;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.schemas.Doppio;
import java.util.ArrayList;
import java.util.List;

/** The last words of a demo. */
final class Verdict {
  private Verdict() {}

  static List<String> lines(Report report, String database) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "  compared "
            + database
            + ": "
            + report.tables()
            + " tables, "
            + LiveTable.count(report.rows())
            + " rows, "
            + LiveTable.bytes(report.bytes()));
    if (report.isEqual()) {
      lines.add("  EQUAL: the replica in dc2 holds what the source in dc1 holds, byte by byte.");
    } else if (report.rows() == 0) {
      lines.add("  NOTHING WAS COMPARED: the source has no rows.");
    } else {
      String rows = report.differing() == 1 ? " row differs" : " rows differ";
      lines.add("  DIFFERENT: " + LiveTable.count(report.differing()) + rows);
      report.examples().forEach(difference -> lines.add("    " + difference));
    }
    lines.add("");
    return lines;
  }

  /** How to go on by hand. */
  static List<String> invitation(
      Datacenters servers, DaemonProcess sidecar, DaemonProcess applier) {
    return List.of(
        "  All is left running until Ctrl-C. Type SQL at the source and watch it arrive:",
        "    source   " + client(servers.source(), DemoOptions.DATABASE),
        "    replica  " + client(servers.replica(), DemoOptions.DATABASE),
        "    try      INSERT INTO member VALUES"
            + " ('me','Me','{}',0,0,NULL,NOW(6),1,0);  -- then SELECT at the replica",
        "    log dc1  " + consumer(servers.sourceLog()),
        "    log dc2  " + consumer(servers.replicaLog()),
        "    sidecar  " + sidecar.consoleUrl() + "/metrics, log " + sidecar.logFile(),
        "    applier  " + applier.consoleUrl() + "/metrics, log " + applier.logFile());
  }

  /** The keys are the documents' paths; the values are Avro. */
  private static String consumer(KafkaCluster kafka) {
    return kafka.consoleConsumer()
        + " --bootstrap-server "
        + kafka.bootstrap()
        + " --topic "
        + Doppio.TOPIC_PREFIX
        + "."
        + DemoOptions.DATABASE
        + " --from-beginning --formatter-property print.key=true"
        + " --formatter-property print.value=false";
  }

  private static String client(MySqlServer server, String database) {
    return "MYSQL_PWD="
        + MySqlServer.ROOT_PASSWORD
        + " "
        + String.join(" ", server.program("mysql", database).command());
  }
}

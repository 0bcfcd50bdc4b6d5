package dev.doppio.cli.demo;

import dev.doppio.cli.compare.Report;
import dev.doppio.local.mysql.MySqlServer;
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
        "    source   " + client(servers.source(), "mailbox"),
        "    replica  " + client(servers.replica(), "mailbox"),
        "    try      INSERT INTO member VALUES"
            + " ('me','Me','{}',0,0,NULL,NOW(6),1,0);  -- then SELECT at the replica",
        "    log      Kafka dc1 "
            + servers.sourceLog().bootstrap()
            + ", dc2 "
            + servers.replicaLog().bootstrap()
            + ", topic doppio.mailbox",
        "    sidecar  " + sidecar.consoleUrl() + "/metrics, log " + sidecar.logFile(),
        "    applier  " + applier.consoleUrl() + "/metrics, log " + applier.logFile());
  }

  private static String client(MySqlServer server, String database) {
    return "MYSQL_PWD="
        + MySqlServer.ROOT_PASSWORD
        + " "
        + String.join(" ", server.program("mysql", database).command());
  }
}

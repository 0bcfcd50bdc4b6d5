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

  /**
   * How one copy came out.
   *
   * @param copy which, and in what it is compared
   * @param report of the comparison
   */
  record Compared(Copy copy, Report report) {}

  /**
   * What is compared with the source.
   *
   * @param name for people
   * @param equal what is said behind it when it is equal
   */
  record Copy(String name, String equal) {
    static final Copy REPLICA =
        new Copy("the replica in dc2", " holds what the source in dc1 holds, byte by byte.");

    static Copy documents(String name) {
      return new Copy("the " + name, ": every document by key and content, and no others.");
    }
  }

  /** The replica first. */
  static List<String> lines(List<Compared> all, String database) {
    List<String> lines = new ArrayList<>();
    Report first = all.get(0).report();
    lines.add("");
    lines.add(
        "  compared "
            + database
            + ": "
            + first.tables()
            + " tables, "
            + LiveTable.count(first.rows())
            + " rows, "
            + LiveTable.bytes(first.bytes()));
    all.forEach(compared -> add(lines, compared.copy(), compared.report()));
    lines.add("");
    return lines;
  }

  private static void add(List<String> lines, Copy copy, Report report) {
    if (report.isEqual()) {
      lines.add("  EQUAL: " + copy.name() + copy.equal());
    } else if (report.rows() == 0) {
      lines.add("  NOTHING WAS COMPARED with " + copy.name() + ": the source has no rows.");
    } else {
      String rows = report.differing() == 1 ? " row differs" : " rows differ";
      lines.add("  DIFFERENT: " + copy.name() + ", " + LiveTable.count(report.differing()) + rows);
      report.examples().forEach(difference -> lines.add("    " + difference));
    }
  }

  /** How to go on by hand. */
  static List<String> invitation(Datacenters servers, Fleet fleet) {
    DaemonProcess sidecar = fleet.sidecar();
    DaemonProcess applier = fleet.applier();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "  All is left running until Ctrl-C. Type SQL at the source and watch it arrive:",
                "    source   " + client(servers.source(), DemoOptions.DATABASE),
                "    replica  " + client(servers.replica(), DemoOptions.DATABASE),
                "    try      INSERT INTO member VALUES"
                    + " ('me','Me','{}',0,0,NULL,NOW(6),1,0);  -- then SELECT at the replica",
                "    log dc1  " + consumer(servers.sourceLog()),
                "    log dc2  " + consumer(servers.replicaLog()),
                "    sidecar  " + sidecar.consoleUrl() + "/metrics, log " + sidecar.logFile(),
                "    applier  " + applier.consoleUrl() + "/metrics, log " + applier.logFile()));
    for (FolderTarget target : fleet.targets()) {
      String log = target.daemon().logFile().toString();
      lines.add(
          "    " + target.name() + "  " + target.daemon().consoleUrl() + "/metrics, log " + log);
    }
    return lines;
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

package dev.doppio.capture.preflight;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import java.util.ArrayList;
import java.util.List;

/** The least statements that give an account what capture needs. */
public final class Grants {
  private Grants() {}

  /** Statements for the configured account, for an administrator to run. */
  public static List<String> of(CaptureConfig config) {
    String user = config.endpoint().user();
    List<String> grants = new ArrayList<>();
    grants.add(global("REPLICATION SLAVE, REPLICATION CLIENT", user));
    for (DatabaseLayout layout : config.databases()) {
      grants.add("GRANT SELECT ON " + databases(layout) + ".* TO " + account(user));
    }
    // What this server has applied of the log, where it is a replica that may become a master.
    grants.add("GRANT SELECT ON `" + Doppio.CHECKPOINT_SCHEMA + "`.* TO " + account(user));
    return grants;
  }

  static String global(String privileges, String user) {
    return "GRANT " + privileges + " ON *.* TO " + account(user);
  }

  static String account(String user) {
    return "'" + user.replace("'", "''") + "'@'%'";
  }

  /** In a database name of a GRANT, {@code _} and {@code %} are wildcards unless escaped. */
  private static String databases(DatabaseLayout layout) {
    String name = layout.database().replace("_", "\\_").replace("%", "\\%");
    return "`" + name + (layout.mode() == PartitionMode.SCHEMA ? "\\_%" : "") + "`";
  }
}

package dev.doppio.local.mysql;

import dev.doppio.local.Cache;
import dev.doppio.local.LocalException;
import dev.doppio.local.Programs;
import dev.doppio.local.Trees;
import dev.doppio.local.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An initialised data folder, made once per MySQL and kept in the cache: initialising takes several
 * seconds, copying a fraction of one.
 */
final class DataTemplate {
  /** Settings that a data folder is made with, and must be run with ever after. */
  private static final Set<String> FIXED_AT_INITIALISATION =
      Set.of("lower_case_table_names", "innodb_page_size", "innodb_data_file_path");

  private DataTemplate() {}

  /** Puts a fresh data folder at a place that does not exist yet. */
  static void copy(Installation installation, MySqlSpec spec, Path target, Workspace workspace)
      throws IOException {
    List<String> fixed =
        spec.settings().stream().filter(DataTemplate::isFixedAtInitialisation).toList();
    String key = String.join("_", fixed).replaceAll("[^A-Za-z0-9=._-]", "_");
    String name =
        "mysql-data-"
            + installation.version()
            + "-"
            + installation.fingerprint()
            + (key.isEmpty() ? "" : "-" + key);
    Path template =
        Cache.once(
            name, workspace::say, folder -> initialise(installation, fixed, folder, workspace));
    Trees.copy(template.resolve("data"), target);
  }

  private static boolean isFixedAtInitialisation(String setting) {
    String name = setting.split("=", 2)[0].trim().replace('-', '_');
    return FIXED_AT_INITIALISATION.contains(name);
  }

  private static void initialise(
      Installation installation, List<String> fixed, Path folder, Workspace workspace)
      throws IOException {
    workspace.say("Preparing a data folder for MySQL " + installation.version() + " (once) ...");
    Path sql = folder.resolve("init.sql");
    Files.writeString(
        sql,
        "ALTER USER 'root'@'localhost' IDENTIFIED BY '"
            + MySqlServer.ROOT_PASSWORD
            + "';\n"
            + "CREATE USER 'root'@'%' IDENTIFIED BY '"
            + MySqlServer.ROOT_PASSWORD
            + "';\n"
            + "GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;\n");
    List<String> arguments = new ArrayList<>(List.of("--no-defaults", "--initialize-insecure"));
    installation.settings().forEach(setting -> arguments.add("--" + setting));
    fixed.forEach(setting -> arguments.add("--" + setting));
    arguments.add("--datadir=" + folder.resolve("data"));
    arguments.add("--init-file=" + sql);
    arguments.add("--skip-log-bin");
    arguments.add("--loose-innodb-redo-log-capacity=8M");
    Programs.Outcome outcome =
        Programs.run(workspace.children().supervise(installation.program("mysqld", arguments)));
    if (outcome.exitCode() != 0) {
      throw new LocalException("mysqld --initialize-insecure failed:\n" + outcome.output());
    }
    // Each server makes its own; two with one server_uuid would reject each other.
    Files.deleteIfExists(folder.resolve("data/auto.cnf"));
  }
}

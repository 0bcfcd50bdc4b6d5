package dev.doppio.cli.bootstrap;

import dev.doppio.applier.mysql.ReplicaLoad;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.snapshot.ConsistentTables;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.HadoopTargetSettings;
import dev.doppio.cli.config.LuceneTargetSettings;
import dev.doppio.cli.config.MySqlSettings;
import dev.doppio.cli.config.MySqlTargetSettings;
import dev.doppio.cli.config.OpenSearchTargetSettings;
import dev.doppio.cli.config.TargetSettings;
import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Copies a replica, while it is applied to and read, to an empty server: its rows and where it
 * stands in the log are in one database, so one consistent read has both. Broken off, it begins
 * anew. Used by one thread.
 *
 * @param target of which applier
 * @param from the applier of the replica that is copied
 */
public record ReplicaBootstrap(ApplySettings target, ApplySettings from) {
  /** Ours, in the order in which they are written. */
  private static final List<String> OWN =
      List.of(
          "ddl_applied",
          "ddl_renamed_column",
          "ddl_seen",
          "ddl_version",
          "snapshot_running",
          "skipped");

  public ReplicaBootstrap {
    Objects.requireNonNull(target);
    Objects.requireNonNull(from);
  }

  /** Hears how far it is. */
  public interface Listener {
    /** So many rows are written, the last ones of this table. */
    void at(TableName table, long rows);
  }

  /**
   * Copies.
   *
   * @return what was done; empty when somebody wanted it to end before
   * @throws DoppioException why it can't be; the target says then that it is no replica
   */
  public Optional<List<String>> run(Listener listener, BooleanSupplier ending) {
    MySqlTargetSettings there = mysql(from);
    MySqlTargetSettings here = mysql(target);
    if (!from.datacenter().equals(target.datacenter())) {
      throw refused("the two replicas are of different logs: log.origin differs");
    }
    try (KafkaLog kafka = new KafkaLog(target.log());
        ConsistentTables tables =
            ConsistentTables.open(endpoint(there.mysql()), there.mysql().clientWithStores())) {
      Map<PartitionId, Standing> standings = standings(kafka, tables);
      refuseUnsettled(tables, standings);
      refuseUncovered(kafka, standings);
      try (ReplicaLoad load =
          ReplicaLoad.begin(here.config(target.datacenter(), standings.size()))) {
        Copy copy = new Copy(tables, load, listener, ending);
        for (String schema : here.checks().schemas()) {
          for (TableName table : tables.tables(schema)) {
            copy.table(table, there.address());
          }
        }
        if (ending.getAsBoolean()) {
          return Optional.empty();
        }
        refuseUncovered(kafka, standings);
        load.finish(own(tables, standings));
        return Optional.of(copy.lines(standings));
      }
    }
  }

  /** Copies table by table. */
  private static final class Copy {
    private final ConsistentTables tables;
    private final ReplicaLoad load;
    private final Listener listener;
    private final BooleanSupplier ending;
    private final List<String> skipped = new ArrayList<>();
    private long rows;
    private int copied;

    Copy(ConsistentTables tables, ReplicaLoad load, Listener listener, BooleanSupplier ending) {
      this.tables = tables;
      this.load = load;
      this.listener = listener;
      this.ending = ending;
    }

    void table(TableName name, String server) {
      Optional<TableVersion> version = tables.version(name);
      if (version.isEmpty()) {
        skipped.add(name + " has no primary key, is none of the log's, and was left out");
        return;
      }
      load.make(name, tables.definition(name.database()), tables.definition(name), server);
      copied++;
      tables.read(
          version.get(),
          chunk -> {
            if (ending.getAsBoolean()) {
              return;
            }
            load.rows(chunk);
            rows += chunk.size();
            listener.at(name, rows);
          });
    }

    List<String> lines(Map<PartitionId, Standing> standings) {
      List<String> lines = new ArrayList<>(skipped);
      lines.add(String.format(Locale.ROOT, "%,d rows in %d tables are copied", rows, copied));
      standings.forEach(
          (partition, standing) ->
              lines.add(
                  partition
                      + " stands at "
                      + standing.checkpoint().map(at -> at.scn().toString()).orElse("its begin")));
      return lines;
    }
  }

  private static MySqlTargetSettings mysql(ApplySettings settings) {
    return settings
        .target()
        .match(
            new TargetSettings.Cases<MySqlTargetSettings>() {
              @Override
              public MySqlTargetSettings mysql(MySqlTargetSettings mysql) {
                return mysql;
              }

              @Override
              public MySqlTargetSettings lucene(LuceneTargetSettings lucene) {
                throw refused(
                    "an index is not copied from a replica, nor to one: build it from the source,"
                        + " with the sidecar's configuration in --from");
              }

              @Override
              public MySqlTargetSettings openSearch(OpenSearchTargetSettings openSearch) {
                throw refused(
                    "an index is not copied from a replica, nor to one: build it from the source,"
                        + " with the sidecar's configuration in --from");
              }

              @Override
              public MySqlTargetSettings hadoop(HadoopTargetSettings hadoop) {
                throw refused(
                    "tables in Hadoop are not copied from a replica, nor to one: build them from"
                        + " the source, with the sidecar's configuration in --from");
              }
            });
  }

  private static Endpoint endpoint(MySqlSettings mysql) {
    return new Endpoint(mysql.host(), mysql.port(), mysql.user(), mysql.password(), mysql.tls());
  }

  private static TableName own(String table) {
    return new TableName(Doppio.CHECKPOINT_SCHEMA, table);
  }

  private static List<Row> all(ConsistentTables tables, String table) {
    List<Row> rows = new ArrayList<>();
    tables.version(own(table)).ifPresent(version -> tables.read(version, rows::addAll));
    return rows;
  }

  /** Of all partitions that the target is to have. */
  private Map<PartitionId, Standing> standings(KafkaLog kafka, ConsistentTables tables) {
    Set<PartitionId> wanted = new TreeSet<>();
    target
        .databases()
        .forEach(
            database -> wanted.addAll(target.partitions(database, kafka.partitions(database))));
    Map<PartitionId, Standing> standings = new TreeMap<>();
    for (Row row : all(tables, "checkpoint")) {
      Standing standing = new Standing(row);
      if (standing.origin().equals(target.datacenter())
          && wanted.contains(standing.partition())
          && standing.checkpoint().isPresent()) {
        standings.put(standing.partition(), standing);
      }
    }
    wanted.removeAll(standings.keySet());
    if (!wanted.isEmpty()) {
      throw refused(
          "the replica at "
              + from.target().address()
              + " has nothing of "
              + wanted
              + ": copy one that has all partitions, or build this one from the source");
    }
    return standings;
  }

  /** What stands half-way at the one would stand so at the other for ever. */
  private static void refuseUnsettled(
      ConsistentTables tables, Map<PartitionId, Standing> standings) {
    if (all(tables, "ddl_applied").stream().anyMatch(row -> !Standing.isApplied(row))) {
      throw refused("a schema change is under way at the replica that is copied: try again");
    }
    for (Row rewound : all(tables, "rewound")) {
      Optional.ofNullable(standings.get(new Standing(rewound).partition()))
          .filter(at -> at.isBeforeItsRows(rewound))
          .ifPresent(
              at -> {
                throw refused(
                    at.partition()
                        + " at the replica that is copied was set back, and has rows from beyond"
                        + " where it stands: wait until it has come there again");
              });
    }
  }

  /** What comes after the copy has to be in the log, and to stay there until it is read. */
  private static void refuseUncovered(KafkaLog kafka, Map<PartitionId, Standing> standings) {
    try (LogSource source = kafka.open()) {
      LogLook look = new LogLook(source, kafka.schemas());
      standings.forEach(
          (partition, standing) ->
              look.obstacle(look.at(partition), standing.checkpoint())
                  .ifPresent(
                      why -> {
                        throw new DoppioException(
                            FailureKind.LOG_TRUNCATED,
                            partition
                                + ": the log no longer covers the join: "
                                + why
                                + ". Copy a replica whose applier is nearer to the log's end, raise"
                                + " the log's retention, or build the target from the source");
                      }));
    }
  }

  private static List<List<Row>> own(
      ConsistentTables tables, Map<PartitionId, Standing> standings) {
    List<List<Row>> own = new ArrayList<>();
    OWN.forEach(table -> own.add(all(tables, table)));
    own.add(standings.values().stream().map(Standing::row).toList());
    return own;
  }

  private static DoppioException refused(String why) {
    return new DoppioException(FailureKind.TARGET_REFUSED, why + "; nothing was copied");
  }
}

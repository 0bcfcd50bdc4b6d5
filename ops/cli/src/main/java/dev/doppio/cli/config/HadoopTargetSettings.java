package dev.doppio.cli.config;

import dev.doppio.applier.hadoop.HadoopTargetConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A warehouse of Iceberg tables.
 *
 * @param warehouse URI of its folder
 * @param bounds when what was gathered is committed
 * @param slices how change tables are parted
 * @param tables which of them are written
 * @param keeping of past states
 * @param compaction from one compaction to the next; empty where nothing compacts
 * @param client settings of Hadoop's client by its own names
 */
public record HadoopTargetSettings(
    String warehouse,
    HadoopTargetConfig.Bounds bounds,
    HadoopTargetConfig.Slices slices,
    HadoopTargetConfig.Tables tables,
    HadoopTargetConfig.Keeping keeping,
    Optional<Duration> compaction,
    ClientSettings client)
    implements TargetSettings {
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
  private static final int DEFAULT_ROWS = 200_000;
  private static final ByteSize DEFAULT_SIZE = ByteSize.parse("64MiB");
  private static final Duration DEFAULT_AGE = Duration.ofHours(1);
  private static final int DEFAULT_SNAPSHOTS = 20;

  public HadoopTargetSettings {
    Objects.requireNonNull(warehouse);
    Objects.requireNonNull(bounds);
    Objects.requireNonNull(slices);
    Objects.requireNonNull(tables);
    Objects.requireNonNull(keeping);
    Objects.requireNonNull(compaction);
    Objects.requireNonNull(client);
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.hadoop(this);
  }

  @Override
  public String address() {
    return warehouse;
  }

  /**
   * The warehouse as a target.
   *
   * @param datacenter origin of the log
   */
  public HadoopTargetConfig config(String datacenter) {
    return new HadoopTargetConfig(
        warehouse, datacenter, bounds, slices, tables, keeping, compaction, client.reveal());
  }

  static Value<TargetSettings> read(Section target) {
    Section hadoop = target.section("hadoop");
    Value<String> warehouse =
        hadoop.required(
            "warehouse", Kind.TEXT, "where the tables lie: a folder, or hdfs://namenode:8020/path");
    Value<HadoopTargetConfig.Bounds> bounds = bounds(hadoop);
    Value<HadoopTargetConfig.Slices> slices =
        hadoop.optional(
            "partition-by",
            Kind.choice(HadoopTargetConfig.Slices.class),
            HadoopTargetConfig.Slices.DAY);
    Value<HadoopTargetConfig.Tables> tables =
        hadoop.optional(
            "tables", Kind.choice(HadoopTargetConfig.Tables.class), HadoopTargetConfig.Tables.BOTH);
    Value<HadoopTargetConfig.Keeping> keeping = keeping(hadoop);
    Value<Optional<Duration>> compaction = hadoop.maybe("compact-interval", Kind.DURATION);
    ClientSettings client = hadoop.section("client").client(HadoopTargetSettings::isSecret);
    return hadoop.build(
        () ->
            new HadoopTargetSettings(
                uri(warehouse.get(), target),
                bounds.get(),
                slices.get(),
                tables.get(),
                keeping.get(),
                compaction.get(),
                client));
  }

  private static Value<HadoopTargetConfig.Bounds> bounds(Section hadoop) {
    Value<Duration> interval = hadoop.optional("commit-interval", Kind.DURATION, DEFAULT_INTERVAL);
    Value<Integer> rows =
        hadoop.optional("commit-rows", Kind.number(1, Integer.MAX_VALUE), DEFAULT_ROWS);
    Value<ByteSize> size = hadoop.optional("commit-size", Kind.SIZE, DEFAULT_SIZE);
    return hadoop.build(
        () -> new HadoopTargetConfig.Bounds(interval.get(), rows.get(), size.get().bytes()));
  }

  private static Value<HadoopTargetConfig.Keeping> keeping(Section hadoop) {
    Value<Duration> age = hadoop.optional("snapshot-age", Kind.DURATION, DEFAULT_AGE);
    Value<Integer> snapshots =
        hadoop.optional("snapshots", Kind.number(1, Integer.MAX_VALUE), DEFAULT_SNAPSHOTS);
    return hadoop.build(() -> new HadoopTargetConfig.Keeping(age.get(), snapshots.get()));
  }

  /** A path is one on this machine, relative to the configuration file. */
  private static String uri(String warehouse, Section target) {
    if (warehouse.matches("[a-z][a-z0-9+.-]*:/.*")) {
      return warehouse;
    }
    Path folder = target.reading().layers().resolve(warehouse).toAbsolutePath().normalize();
    return "file:" + folder;
  }

  private static boolean isSecret(String name) {
    return name.endsWith("password") || name.contains("secret") || name.endsWith("token");
  }
}

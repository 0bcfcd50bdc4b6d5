package dev.doppio.cli.daemon;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.doppio.applier.hadoop.HadoopTarget;
import dev.doppio.applier.hadoop.HadoopTargetConfig;
import dev.doppio.applier.mysql.MySqlTarget;
import dev.doppio.applier.mysql.MySqlTargetConfig;
import dev.doppio.applier.opensearch.OpenSearchTarget;
import dev.doppio.applier.search.LuceneTarget;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.HadoopTargetSettings;
import dev.doppio.cli.config.LuceneTargetSettings;
import dev.doppio.cli.config.MySqlTargetSettings;
import dev.doppio.cli.config.OpenSearchTargetSettings;
import dev.doppio.cli.config.TargetSettings;
import dev.doppio.console.Metrics;
import dev.doppio.logreader.Target;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A target with what the daemon around it has to know of it.
 *
 * @param target connected
 * @param identification of the server or the folder, asked where partitions are shared
 * @param meters of the target
 * @param description for the log
 * @param arrival what is done once the target has come to the log's end; empty for most
 */
record Destination(
    Target target,
    Supplier<String> identification,
    MeterBinder meters,
    String description,
    Optional<Runnable> arrival) {
  Destination {
    Objects.requireNonNull(target);
    Objects.requireNonNull(identification);
    Objects.requireNonNull(meters);
    Objects.requireNonNull(description);
    Objects.requireNonNull(arrival);
  }

  /**
   * All that a start looks at before it connects.
   *
   * @throws dev.doppio.schemas.failure.DoppioException CONFIGURATION
   */
  static void check(ApplySettings settings) {
    settings
        .target()
        .match(
            new TargetSettings.Cases<Object>() {
              @Override
              public Object mysql(MySqlTargetSettings mysql) {
                return mysql.config(settings.datacenter(), 1);
              }

              @Override
              public Object lucene(LuceneTargetSettings lucene) {
                return lucene.config(settings.datacenter(), 1);
              }

              @Override
              public Object openSearch(OpenSearchTargetSettings openSearch) {
                return openSearch.config(settings.datacenter());
              }

              @Override
              public Object hadoop(HadoopTargetSettings hadoop) {
                return hadoop.config(settings.datacenter());
              }
            });
  }

  /**
   * Connects, with all checks.
   *
   * @param partitions of all logs together
   */
  static Destination connect(ApplySettings settings, int partitions) {
    return settings
        .target()
        .match(
            new TargetSettings.Cases<Destination>() {
              @Override
              public Destination mysql(MySqlTargetSettings mysql) {
                return replica(mysql, mysql.config(settings.datacenter(), partitions));
              }

              @Override
              public Destination lucene(LuceneTargetSettings lucene) {
                return index(
                    LuceneTarget.connect(lucene.config(settings.datacenter(), partitions)),
                    "Lucene in " + lucene.address(),
                    false);
              }

              @Override
              public Destination openSearch(OpenSearchTargetSettings openSearch) {
                return cluster(
                    OpenSearchTarget.connect(
                        openSearch.config(settings.datacenter()), Clock.systemUTC()),
                    "OpenSearch at " + openSearch.address(),
                    false);
              }

              @Override
              public Destination hadoop(HadoopTargetSettings hadoop) {
                return warehouse(hadoop, hadoop.config(settings.datacenter()), partitions);
              }
            });
  }

  private static Destination replica(MySqlTargetSettings mysql, MySqlTargetConfig config) {
    MySqlTarget target =
        MySqlTarget.connect(
            config, Optional.of(new MicrometerMetricsTrackerFactory(Metrics.global())));
    return new Destination(
        target,
        target::identity,
        new TargetMeters(target::stats),
        "MySQL " + mysql.address(),
        Optional.empty());
  }

  /** Connects to an index that is built anew, beside the one that is searched. */
  static Destination rebuild(ApplySettings settings, int partitions) {
    return settings
        .target()
        .match(
            new TargetSettings.Cases<Destination>() {
              @Override
              public Destination mysql(MySqlTargetSettings mysql) {
                throw new DoppioException(
                    FailureKind.CONFIGURATION, "a replica is not built anew in its place");
              }

              @Override
              public Destination openSearch(OpenSearchTargetSettings openSearch) {
                return cluster(
                    OpenSearchTarget.rebuild(
                        openSearch.config(settings.datacenter()), Clock.systemUTC()),
                    "new indexes in OpenSearch at " + openSearch.address(),
                    true);
              }

              @Override
              public Destination hadoop(HadoopTargetSettings hadoop) {
                throw new DoppioException(
                    FailureKind.CONFIGURATION,
                    "tables in Hadoop are not built anew in their place: name another warehouse");
              }

              @Override
              public Destination lucene(LuceneTargetSettings lucene) {
                return index(
                    LuceneTarget.rebuild(lucene.config(settings.datacenter(), partitions)),
                    "new Lucene indexes in " + lucene.address(),
                    true);
              }
            });
  }

  private static Destination warehouse(
      HadoopTargetSettings settings, HadoopTargetConfig config, int partitions) {
    List<String> findings = HadoopTarget.preflight(config);
    if (!findings.isEmpty()) {
      boolean local = config.warehouse().startsWith("file:");
      throw new DoppioException(
          local ? FailureKind.TARGET_REFUSED : FailureKind.TARGET_UNAVAILABLE,
          "the warehouse is refused: " + String.join("; ", findings));
    }
    HadoopTarget target = HadoopTarget.connect(config, Clock.systemUTC());
    target.expect(partitions);
    return new Destination(
        target,
        target::identity,
        new WarehouseMeters(target::stats),
        "Iceberg in " + settings.address(),
        Optional.empty());
  }

  private static Destination cluster(OpenSearchTarget target, String description, boolean anew) {
    return new Destination(
        target,
        target::identity,
        new OpenSearchMeters(target::stats),
        description,
        anew ? Optional.of(target::serve) : Optional.empty());
  }

  private static Destination index(LuceneTarget target, String description, boolean anew) {
    return new Destination(
        target,
        target::identity,
        new IndexMeters(target::stats),
        description,
        anew ? Optional.of(target::serve) : Optional.empty());
  }

  /** Tells it from any other target of the same log. */
  String identity() {
    return identification.get();
  }
}

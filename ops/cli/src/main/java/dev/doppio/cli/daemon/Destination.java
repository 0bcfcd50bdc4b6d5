package dev.doppio.cli.daemon;

import dev.doppio.applier.mysql.MySqlTarget;
import dev.doppio.applier.search.LuceneTarget;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.LuceneTargetSettings;
import dev.doppio.cli.config.MySqlTargetSettings;
import dev.doppio.cli.config.TargetSettings;
import dev.doppio.logreader.Target;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A target with what the daemon around it has to know of it.
 *
 * @param target connected
 * @param identification of the server or the folder, asked where partitions are shared
 * @param meters of the target
 * @param description for the log
 */
record Destination(
    Target target, Supplier<String> identification, MeterBinder meters, String description) {
  Destination {
    Objects.requireNonNull(target);
    Objects.requireNonNull(identification);
    Objects.requireNonNull(meters);
    Objects.requireNonNull(description);
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
                MySqlTarget target =
                    MySqlTarget.connect(mysql.config(settings.datacenter(), partitions));
                return new Destination(
                    target,
                    target::identity,
                    new TargetMeters(target::stats),
                    "MySQL " + mysql.address());
              }

              @Override
              public Destination lucene(LuceneTargetSettings lucene) {
                LuceneTarget target =
                    LuceneTarget.connect(lucene.config(settings.datacenter(), partitions));
                return new Destination(
                    target,
                    target::identity,
                    new IndexMeters(target::stats),
                    "Lucene in " + lucene.address());
              }
            });
  }

  /** Tells it from any other target of the same log. */
  String identity() {
    return identification.get();
  }
}

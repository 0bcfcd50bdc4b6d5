package dev.doppio.cli.verify;

import dev.doppio.applier.mysql.MySqlTargetConfig;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.HadoopTargetSettings;
import dev.doppio.cli.config.LuceneTargetSettings;
import dev.doppio.cli.config.MySqlTargetSettings;
import dev.doppio.cli.config.OpenSearchTargetSettings;
import dev.doppio.cli.config.TargetSettings;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;

/**
 * Targets that single documents can be repaired in: who else writes beside an applier takes the
 * partition from it.
 */
final class Repairable implements TargetSettings.Cases<MySqlTargetConfig> {
  private final ApplySettings applier;

  Repairable(ApplySettings applier) {
    this.applier = applier;
  }

  @Override
  public MySqlTargetConfig mysql(MySqlTargetSettings mysql) {
    return mysql.config(applier.datacenter(), 1);
  }

  @Override
  public MySqlTargetConfig lucene(LuceneTargetSettings lucene) {
    throw refused();
  }

  @Override
  public MySqlTargetConfig openSearch(OpenSearchTargetSettings openSearch) {
    throw refused();
  }

  @Override
  public MySqlTargetConfig hadoop(HadoopTargetSettings hadoop) {
    throw refused();
  }

  private DoppioException refused() {
    return new DoppioException(
        FailureKind.CONFIGURATION,
        "--repair writes to MySQL replicas alone, and "
            + applier.target().address()
            + " is none: "
            + applier.target().match(new Remedies()));
  }
}

package dev.doppio.cli.verify;

import dev.doppio.cli.config.HadoopTargetSettings;
import dev.doppio.cli.config.LuceneTargetSettings;
import dev.doppio.cli.config.MySqlTargetSettings;
import dev.doppio.cli.config.OpenSearchTargetSettings;
import dev.doppio.cli.config.TargetSettings;

/** What brings a replica in step that differs, in words. */
final class Remedies implements TargetSettings.Cases<String> {
  @Override
  public String mysql(MySqlTargetSettings mysql) {
    return "--repair brings the replica in step";
  }

  @Override
  public String lucene(LuceneTargetSettings lucene) {
    return "doppio replay --into-target --anew builds the index anew, beside the one that is"
        + " searched";
  }

  @Override
  public String openSearch(OpenSearchTargetSettings openSearch) {
    return "doppio replay --into-target --anew builds the indexes anew, beside those that are"
        + " searched";
  }

  @Override
  public String hadoop(HadoopTargetSettings hadoop) {
    return "name another folder (target.hadoop.warehouse) and fill that with doppio replay"
        + " --into-target";
  }
}

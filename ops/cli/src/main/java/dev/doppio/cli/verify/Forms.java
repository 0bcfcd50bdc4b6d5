package dev.doppio.cli.verify;

import dev.doppio.applier.hadoop.LoadedDocuments;
import dev.doppio.applier.search.IndexedDocuments;
import dev.doppio.cli.config.HadoopTargetSettings;
import dev.doppio.cli.config.LuceneTargetSettings;
import dev.doppio.cli.config.MySqlTargetSettings;
import dev.doppio.cli.config.OpenSearchTargetSettings;
import dev.doppio.cli.config.TargetSettings;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.Optional;

/**
 * What a replica keeps of a row; empty for a MySQL server, which keeps the row. Refuses what is not
 * compared, before anything is opened.
 */
final class Forms implements TargetSettings.Cases<Optional<DocumentForm>> {
  @Override
  public Optional<DocumentForm> mysql(MySqlTargetSettings mysql) {
    return Optional.empty();
  }

  @Override
  public Optional<DocumentForm> lucene(LuceneTargetSettings lucene) {
    return Optional.of(IndexedDocuments::fields);
  }

  @Override
  public Optional<DocumentForm> openSearch(OpenSearchTargetSettings openSearch) {
    throw notCompared("indexes in OpenSearch");
  }

  @Override
  public Optional<DocumentForm> hadoop(HadoopTargetSettings hadoop) {
    return Optional.of(LoadedDocuments::fields);
  }

  static DoppioException notCompared(String what) {
    return new DoppioException(
        FailureKind.CONFIGURATION,
        "the applier's target are " + what + ", which verify does not compare");
  }
}

package dev.doppio.cli.config;

/** What an applier writes to, section {@code target}. */
public sealed interface TargetSettings
    permits MySqlTargetSettings,
        LuceneTargetSettings,
        HadoopTargetSettings,
        OpenSearchTargetSettings {
  /** Calls the case that this target is. */
  <R> R match(Cases<R> cases);

  /** Where it is, for messages and names. */
  String address();

  /** One method per kind of target. */
  interface Cases<R> {
    R mysql(MySqlTargetSettings settings);

    R lucene(LuceneTargetSettings settings);

    R hadoop(HadoopTargetSettings settings);

    R openSearch(OpenSearchTargetSettings settings);
  }
}

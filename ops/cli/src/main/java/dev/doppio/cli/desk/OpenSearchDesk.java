package dev.doppio.cli.desk;

import dev.doppio.applier.opensearch.OpenSearchTarget;
import dev.doppio.applier.opensearch.OpenSearchTargetConfig;
import dev.doppio.applier.opensearch.OpenSearchView;
import dev.doppio.logreader.Skips;
import dev.doppio.logreader.TargetView;
import java.time.Clock;
import java.util.List;

/** Indexes of an OpenSearch cluster. */
record OpenSearchDesk(OpenSearchTargetConfig config) implements TargetDesk {
  @Override
  public List<String> preflight() {
    return OpenSearchTarget.preflight(config);
  }

  @Override
  public TargetView look() {
    return new OpenSearchView(config, Clock.systemUTC());
  }

  @Override
  public Skips skips() {
    return OpenSearchTarget.connect(config, Clock.systemUTC());
  }

  /** A document takes no version that it had before: another set of indexes is filled instead. */
  @Override
  public Rewinds rewinds() {
    return new RefusedRewinds(
        "indexes in OpenSearch are not set back, as a document takes no version below its"
            + " own; build them anew with doppio apply opensearch --rebuild");
  }
}

package dev.doppio.capture.stream;

import dev.doppio.capture.Configs;
import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.TableFilter;
import dev.doppio.capture.preflight.NodeFacts;
import dev.doppio.capture.preflight.ServerFacts;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sessions of a storage node that nobody asks. */
final class Sessions {
  private Sessions() {}

  /** What the log knows of tables in database {@code shop}. */
  static Structures structures(TableVersion table) {
    CaptureConfig config =
        Configs.with(TableFilter.all(), Configs.layout("shop", PartitionMode.HASH));
    SourcePosition start = new SourcePosition(GtidSet.empty(), config.scope(), "", 0);
    ServerFacts server =
        new ServerFacts(
            "db:3306",
            "8.0.33",
            Map.of(),
            GtidSet.empty(),
            GtidSet.empty(),
            Set.of(),
            Optional.empty(),
            Instant.EPOCH);
    NodeFacts node = new NodeFacts(server, List.of(), Map.of(), Set.of(), Set.of());
    return new Structures(
        new Session(config, Optional.of(start), Map.of(table.name(), table), null, node));
  }
}

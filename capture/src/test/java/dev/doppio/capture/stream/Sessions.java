package dev.doppio.capture.stream;

import dev.doppio.capture.Configs;
import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.TableFilter;
import dev.doppio.capture.preflight.NodeFacts;
import dev.doppio.capture.preflight.ServerFacts;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.Resume;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sessions of a storage node that nobody asks. */
final class Sessions {
  private Sessions() {}

  /** A server that has no tables any more, and charset utf8mb4. */
  static final ServerNow NOTHING =
      new ServerNow() {
        @Override
        public Optional<String> charset(String schema) {
          return Optional.of("utf8mb4");
        }

        @Override
        public Optional<String> charset(TableName table) {
          return Optional.empty();
        }

        @Override
        public Optional<TableFacts> table(TableName table) {
          return Optional.empty();
        }
      };

  /** What the log knows of tables in database {@code shop}. */
  static Structures structures(TableVersion table) {
    return new Structures(knowing(Map.of(table.name(), table)));
  }

  /** A session of database {@code shop}, of which it knows these tables. */
  static Session knowing(Map<TableName, TableVersion> tables) {
    CaptureConfig config =
        Configs.with(TableFilter.all(), Configs.layout("shop", PartitionMode.HASH));
    return session(config, tables, NOTHING);
  }

  /** At a place where the log knows these tables. */
  static Session session(CaptureConfig config, Map<TableName, TableVersion> known, ServerNow now) {
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
    return new Session(config, new Resume(start, known, List.of()), null, node, now);
  }
}

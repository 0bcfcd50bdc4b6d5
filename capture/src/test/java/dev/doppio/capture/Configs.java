package dev.doppio.capture;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.config.Overrides;
import dev.doppio.capture.config.SnapshotLimits;
import dev.doppio.capture.config.TableFilter;
import dev.doppio.capture.config.Tls;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.secret.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations for tests that connect to nothing. */
public final class Configs {
  private Configs() {}

  /** These databases, without overrides. */
  public static CaptureConfig with(TableFilter tables, DatabaseLayout... databases) {
    return with(tables, Overrides.none(), databases);
  }

  /** These databases. */
  public static CaptureConfig with(
      TableFilter tables, Overrides overrides, DatabaseLayout... databases) {
    return new CaptureConfig(
        "n1",
        "dc1",
        List.of(new Endpoint("db", 3306, "capture", Secret.fixed("a test", ""), Tls.preferred())),
        List.of(databases),
        tables,
        Optional.of(9L),
        CaptureEngine.AUTO,
        SnapshotLimits.standard(),
        overrides,
        Duration.ofHours(6),
        Map.of(),
        Map.of());
  }

  /** A database over two partitions. */
  public static DatabaseLayout layout(String database, PartitionMode mode) {
    return new DatabaseLayout(database, 2, mode, List.of(0, 1), Map.of(), Map.of());
  }
}

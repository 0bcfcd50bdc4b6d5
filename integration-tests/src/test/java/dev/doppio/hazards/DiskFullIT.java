package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.doppio.faults.SmallDisk;
import dev.doppio.servers.Servers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The replica's disk is full, and then is not; a tmpfs of a few megabytes, never the machine's. */
@Tag("hazard")
@Tag("all-cases")
final class DiskFullIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int SMALL_MEGABYTES = 16;
  private static final int LARGE_MEGABYTES = 256;

  @Test
  void theApplierWaitsForRoomAndLosesNothing() throws Exception {
    assumeTrue(SmallDisk.canBeMade(), "no right to mount a tmpfs here: no disk is full");
    SmallDisk[] disk = new SmallDisk[1];
    try (Flow flow =
        new Flow(
            Long.getLong("seed", System.nanoTime()),
            (replica, database) -> {
              try (Connection connection = replica.connect();
                  Statement sql = connection.createStatement()) {
                sql.execute("CREATE DATABASE " + database);
              }
              Path folder = Servers.workspace().folder("mysql-" + replica.name(), "data", database);
              disk[0] = SmallDisk.at(folder, SMALL_MEGABYTES);
            })) {
      assertThat(flow.strike(fault(disk)).violations()).isEmpty();
    } finally {
      if (disk[0] != null) {
        disk[0].close();
      }
    }
  }

  private static Fault fault(SmallDisk[] disk) {
    return new Fault(
        "disk of the replica full",
        "the applier tries again until there is room",
        flow -> {
          double starts = flow.applier().metric("doppio_applier_starts_total");
          for (int i = 0; i < 10; i++) {
            flow.load().burst(3_000);
          }
          Flow.observe(
              "an applier that is told so",
              SOON,
              () ->
                  flow.applier().said().contains("is full")
                      && flow.applier().metric("doppio_applier_starts_total") > starts);
          disk[0].grow(LARGE_MEGABYTES);
          return "MySQL error 1114, tried again until the disk had grown";
        });
  }
}

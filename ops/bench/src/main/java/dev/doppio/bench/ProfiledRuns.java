package dev.doppio.bench;

import dev.doppio.bench.arm.Arm;
import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.arm.Servers;
import dev.doppio.bench.arm.SidecarArm;
import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.profile.Profile;
import dev.doppio.bench.profile.ThreadTimes;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.ClassArchive;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** One recorded run of our pipeline for each engine; its figures count nowhere. */
final class ProfiledRuns {
  private static final int MOST_LINES = 25;

  private final Map<Path, Arm.Prepared> runs = new LinkedHashMap<>();

  private ProfiledRuns() {}

  /** None where none is asked for. */
  static ProfiledRuns prepare(
      CaptureBenchOptions options, Servers servers, String database, ClassArchive classes)
      throws InterruptedException {
    ProfiledRuns profiled = new ProfiledRuns();
    if (options.profile()) {
      for (String engine : options.engines()) {
        Path file = servers.workspace().folder(database).resolve("profile-" + engine + ".jfr");
        JavaProgram recorded = JavaProgram.doppio().with(List.of(Profile.flag(file)));
        SidecarArm arm = new SidecarArm(servers, engine, options.partitions(), recorded, classes);
        profiled.runs.put(file, arm.prepare(database, 0));
      }
    }
    return profiled;
  }

  void run(Backlog backlog, Consumer<String> say) throws SQLException, InterruptedException {
    for (Map.Entry<Path, Arm.Prepared> run : runs.entrySet()) {
      Measurement measurement = run.getValue().drain(backlog);
      say.accept(
          String.format(
              Locale.ROOT,
              "%s: recorded, %,.0f rows/s, %.1f us of CPU a row",
              run.getKey().getFileName(),
              measurement.rowsPerSecond(),
              measurement.cpuSecondsPerMillionRows(Measurement.OWN)));
      ThreadTimes.lines(measurement).forEach(say);
      Instant from = measurement.usage().from();
      Instant to = from.plusMillis((long) (measurement.usage().seconds() * 1e3));
      Profile.of(run.getKey(), from, to).lines(MOST_LINES).forEach(say);
    }
  }
}

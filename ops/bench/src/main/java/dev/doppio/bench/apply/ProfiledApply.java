package dev.doppio.bench.apply;

import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.process.JavaProgram;
import dev.doppio.bench.profile.Profile;
import dev.doppio.bench.profile.ThreadTimes;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.local.Workspace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** One recorded run of an applier of ours; its figures count nowhere. */
final class ProfiledApply {
  private static final int MOST_LINES = 30;
  private static final int RUN = 0;

  private ProfiledApply() {}

  static void run(ApplierArm arm, Backlog backlog, Workspace workspace, Consumer<String> say)
      throws SQLException, InterruptedException {
    String name = "profile-" + arm.name().replace(':', '-') + ".jfr";
    Path file = workspace.folder(backlog.database()).resolve(name);
    JavaProgram recorded = JavaProgram.doppio().with(List.of(Profile.flag(file)));
    Measurement measurement = arm.with(recorded).apply(backlog, RUN);
    say.accept(
        String.format(
            Locale.ROOT,
            "%s: recorded, %,.0f rows/s, %.1f us of CPU a row",
            arm.name(),
            measurement.rowsPerSecond(),
            measurement.cpuSecondsPerMillionRows(Measurement.OWN)));
    ThreadTimes.lines(measurement).forEach(say);
    Instant from = measurement.usage().from();
    Instant to = from.plusMillis((long) (measurement.usage().seconds() * 1e3));
    Profile.of(file, from, to).lines(MOST_LINES).forEach(say);
  }
}

package dev.doppio.cli.doctor;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.DaemonConfiguration;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.cli.doctor.Check.Finding;
import dev.doppio.schemas.failure.DoppioException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything that the starts of some daemons hang on. Used by one thread. */
public final class Doctor {
  private final Configurations configurations;
  private final List<String> sets;

  /**
   * @param configurations read the files
   * @param sets {@code key=value}, for each of them
   */
  public Doctor(Configurations configurations, List<String> sets) {
    this.configurations = configurations;
    this.sets = List.copyOf(sets);
  }

  /** All checks of the daemons of these files, whatever comes of the first ones. */
  public Report examine(List<Path> files) {
    List<Check> checks = new ArrayList<>();
    for (Path file : files) {
      try {
        checks.addAll(examine(configurations.any(file, sets).settings()));
      } catch (DoppioException e) {
        checks.add(new Check(file.toString(), "settings", List.of(Finding.of(e))));
      }
    }
    return new Report(checks);
  }

  private static List<Check> examine(DaemonConfiguration configuration) {
    Checks checks = new Checks(configuration.daemonName());
    configuration.match(
        new DaemonConfiguration.Cases<Checks>() {
          @Override
          public Checks sidecar(SidecarSettings settings) {
            new SidecarDoctor(settings, checks).examine();
            return checks;
          }

          @Override
          public Checks applier(ApplySettings settings) {
            new ApplierDoctor(settings, checks).examine();
            return checks;
          }
        });
    return checks.done();
  }
}

package dev.doppio.cli.daemon;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.schemas.failure.ExitCode;
import java.time.Clock;

/** The door: runs a daemon in this process until a signal or a failure ends it. */
public final class Daemons {
  private Daemons() {}

  /** {@code doppio sidecar}. */
  public static ExitCode sidecar(SidecarSettings settings) {
    Clock clock = Clock.systemUTC();
    return new Daemon(settings.daemon(), clock).run(SidecarPipeline.recipe(settings, clock));
  }

  /** {@code doppio apply mysql}. */
  public static ExitCode applyMySql(ApplySettings settings) {
    Clock clock = Clock.systemUTC();
    return new Daemon(settings.daemon(), clock).run(ApplierPipeline.recipe(settings, clock));
  }
}

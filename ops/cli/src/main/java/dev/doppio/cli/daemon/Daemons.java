package dev.doppio.cli.daemon;

import dev.doppio.capture.Capture;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.schemas.failure.ExitCode;
import java.time.Clock;

/** The door: runs a daemon in this process until a signal or a failure ends it. */
public final class Daemons {
  private Daemons() {}

  /**
   * All that a sidecar's start looks at before it connects.
   *
   * @throws dev.doppio.schemas.failure.DoppioException CONFIGURATION
   */
  public static void check(SidecarSettings settings) {
    SidecarPipeline.writer(settings, new Capture(settings.capture()), Clock.systemUTC());
  }

  /**
   * All that an applier's start looks at before it connects.
   *
   * @throws dev.doppio.schemas.failure.DoppioException CONFIGURATION
   */
  public static void check(ApplySettings settings) {
    Destination.check(settings);
  }

  /** {@code doppio sidecar}. */
  public static ExitCode sidecar(SidecarSettings settings) {
    Clock clock = Clock.systemUTC();
    return new Daemon(settings.daemon(), clock).run(SidecarPipeline.recipe(settings, clock));
  }

  /** {@code doppio apply}, to any target. */
  public static ExitCode apply(ApplySettings settings) {
    Clock clock = Clock.systemUTC();
    return new Daemon(settings.daemon(), clock)
        .run(ApplierPipeline.recipe(settings, Destination::connect, clock));
  }

  /**
   * {@code doppio apply search --rebuild}: as {@link #apply}, into indexes that take the place of
   * those that are searched once they have come to the log's end.
   */
  public static ExitCode rebuild(ApplySettings settings) {
    Clock clock = Clock.systemUTC();
    return new Daemon(settings.daemon(), clock)
        .run(ApplierPipeline.recipe(settings, Destination::rebuild, clock));
  }
}

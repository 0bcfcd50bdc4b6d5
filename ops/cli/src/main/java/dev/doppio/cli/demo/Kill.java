package dev.doppio.cli.demo;

/** Kills a daemon in mid-flow, and starts it again a little later. */
final class Kill {
  private static final double DOWN_SECONDS = 1.5;

  private final DaemonProcess daemon;
  private final double earliest;
  private final Screen screen;
  private double killedAt = Double.NaN;
  private boolean restarted;

  /**
   * @param daemon the victim
   * @param earliest seconds of traffic before it is killed
   * @param screen told of it
   */
  Kill(DaemonProcess daemon, double earliest, Screen screen) {
    this.daemon = daemon;
    this.earliest = earliest;
    this.screen = screen;
  }

  /**
   * Looks at the time.
   *
   * @param seconds since traffic began
   * @param inFlow whether the daemon has work in hand
   */
  void step(double seconds, boolean inFlow) {
    if (Double.isNaN(killedAt)) {
      if (seconds >= earliest && inFlow) {
        screen.say("kill -9 " + daemon.pid() + " (" + daemon.name() + ")");
        daemon.kill();
        killedAt = seconds;
      }
    } else if (!restarted && seconds >= killedAt + DOWN_SECONDS) {
      daemon.start();
      restarted = true;
      screen.say(daemon.name() + " is started again (pid " + daemon.pid() + ")");
    }
  }

  /** True when it was killed and is started again. */
  boolean isDone() {
    return restarted;
  }
}

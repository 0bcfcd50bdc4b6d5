package dev.doppio.local;

import java.io.IOException;

/** Signals to whole process groups, which Java itself cannot send. */
final class Signals {
  private Signals() {}

  enum Signal {
    KILL,
    TERM,
    STOP,
    CONT
  }

  /** Does nothing if the group is gone. */
  static void send(Signal signal, long group) {
    try {
      String kill = "kill -s " + signal + " -- -" + group;
      new ProcessBuilder("/bin/sh", "-c", kill)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new LocalException("Cannot send " + signal + " to process group " + group, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

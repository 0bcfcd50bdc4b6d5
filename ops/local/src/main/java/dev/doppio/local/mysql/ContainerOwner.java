package dev.doppio.local.mysql;

import dev.doppio.local.LocalException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Map;

/**
 * The process that a container belongs to, as its labels tell: a container survives its owner, as
 * it is a child of the engine.
 *
 * @param pid on the machine whose name is another label
 * @param startMillis when the process started; another process may have the pid by now
 */
record ContainerOwner(long pid, long startMillis) {
  private static final String MACHINE = "dev.doppio.machine";
  private static final String PID = "dev.doppio.owner.pid";
  private static final String PID_SINCE = "dev.doppio.owner.started";
  private static final String STARTED = "dev.doppio.started";

  /** This process. */
  static ContainerOwner self() {
    ProcessHandle self = ProcessHandle.current();
    return new ContainerOwner(self.pid(), startMillis(self));
  }

  static ContainerOwner of(Map<String, String> labels) {
    return new ContainerOwner(
        Long.parseLong(labels.getOrDefault(PID, "0")),
        Long.parseLong(labels.getOrDefault(PID_SINCE, "0")));
  }

  /** The label that only containers of owners on this machine have. */
  static Map<String, String> here() {
    return Map.of(MACHINE, machine());
  }

  Map<String, String> labels(Instant now) {
    return Map.of(
        MACHINE,
        machine(),
        PID,
        Long.toString(pid),
        PID_SINCE,
        Long.toString(startMillis),
        STARTED,
        now.toString());
  }

  boolean isDead() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> startMillis(process) == startMillis)
        .isEmpty();
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new LocalException("This machine does not know its own name: " + e, e);
    }
  }
}

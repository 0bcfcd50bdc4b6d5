package dev.doppio.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports on loopback, reserved for the life of this JVM, so that a server can be restarted
 * on the port it had. All below the range from which Linux takes ports for outgoing connections: in
 * that range a chosen port may be taken by the time a server comes to bind it.
 *
 * <p>Safe between threads, and between processes of one user: byte {@code n} of a common file is
 * locked by who has reserved port {@code n}; the kernel lets go of it when the process ends.
 */
public final class Ports {
  private static final int LOWEST = 15_000;
  private static final int EPHEMERAL_BY_DEFAULT = 32_768;
  private static final Path EPHEMERAL_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final List<FileLock> RESERVED = new ArrayList<>();

  private Ports() {}

  /** A port that nobody listens on and that nobody else who asks here will be given. */
  public static synchronized int free() {
    int ceiling = ceiling();
    int span = ceiling - LOWEST;
    int first = ThreadLocalRandom.current().nextInt(span);
    for (int i = 0; i < span; i++) {
      int port = LOWEST + (first + i) % span;
      if (reserve(port)) {
        return port;
      }
    }
    throw new LocalException("No free port between " + LOWEST + " and " + ceiling);
  }

  /** One above the highest port given out. */
  static int ceiling() {
    try {
      String lowest = Files.readString(EPHEMERAL_RANGE).trim().split("\\s+")[0];
      int ephemeral = Math.min(EPHEMERAL_BY_DEFAULT, Integer.parseInt(lowest));
      return ephemeral > LOWEST + 1_000 ? ephemeral : EPHEMERAL_BY_DEFAULT;
    } catch (IOException | NumberFormatException notLinux) {
      return EPHEMERAL_BY_DEFAULT;
    }
  }

  private static boolean reserve(int port) {
    try {
      FileLock lock = Reservations.FILE.tryLock(port, 1, false);
      if (lock == null) {
        return false;
      }
      if (!nobodyListens(port)) {
        lock.release();
        return false;
      }
      RESERVED.add(lock);
      return true;
    } catch (OverlappingFileLockException ourOwn) {
      return false;
    } catch (IOException e) {
      throw new LocalException("Cannot reserve a port: " + e.getMessage(), e);
    }
  }

  private static boolean nobodyListens(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /** Never closed: POSIX drops a process's locks on a file when it closes any handle to it. */
  private static final class Reservations {
    static final FileChannel FILE = open();

    private static FileChannel open() {
      try {
        return FileChannel.open(
            Workspace.root().resolve("ports.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw new LocalException("Cannot open ports.lock: " + e.getMessage(), e);
      }
    }
  }
}

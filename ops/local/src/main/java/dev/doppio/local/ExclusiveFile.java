package dev.doppio.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Mutual exclusion by a lock file, among processes and among the threads of this one (which a file
 * lock alone would refuse instead of making them wait).
 */
final class ExclusiveFile implements AutoCloseable {
  private static final Map<Path, ReentrantLock> WITHIN_THIS_JVM = new ConcurrentHashMap<>();

  private final ReentrantLock mutex;
  private final FileChannel channel;

  private ExclusiveFile(ReentrantLock mutex, FileChannel channel) {
    this.mutex = mutex;
    this.channel = channel;
  }

  /** Waits until it is ours. */
  static ExclusiveFile hold(Path file) throws IOException {
    return hold(file, () -> {});
  }

  /**
   * Waits until it is ours.
   *
   * @param beforeWaiting is called if another process has it
   */
  static ExclusiveFile hold(Path file, Runnable beforeWaiting) throws IOException {
    ReentrantLock mutex =
        WITHIN_THIS_JVM.computeIfAbsent(file.toAbsolutePath(), f -> new ReentrantLock());
    mutex.lock();
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        beforeWaiting.run();
        channel.lock();
      }
      return new ExclusiveFile(mutex, channel);
    } catch (IOException | RuntimeException e) {
      mutex.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      mutex.unlock();
    }
  }
}

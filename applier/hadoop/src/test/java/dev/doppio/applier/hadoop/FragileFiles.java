package dev.doppio.applier.hadoop;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A local disk that can go away. Hadoop makes it, so what it does is the whole JVM's. */
final class FragileFiles extends LocalFiles {
  private static final AtomicLong CHANGES_LEFT = new AtomicLong(Long.MAX_VALUE);
  private static final AtomicBoolean FAILS_ONCE = new AtomicBoolean();
  private static final AtomicBoolean HELD = new AtomicBoolean();
  private static final AtomicReference<CountDownLatch> RELEASE = new AtomicReference<>();

  /** After so many more changes none gets through. */
  static void goAwayAfter(long changes) {
    CHANGES_LEFT.set(changes);
  }

  /** The next change fails, and no other. */
  static void failOnce() {
    FAILS_ONCE.set(true);
  }

  /**
   * The next change is held up.
   *
   * @return counted down by whoever lets it go on
   */
  static CountDownLatch holdUp() {
    CountDownLatch release = new CountDownLatch(1);
    HELD.set(false);
    RELEASE.set(release);
    return release;
  }

  /** True when a change is held up. */
  static boolean isHeld() {
    return HELD.get();
  }

  /** It is there again. */
  static void comeBack() {
    CHANGES_LEFT.set(Long.MAX_VALUE);
  }

  /** True when it went away as {@link #goAwayAfter} said. */
  static boolean isGone() {
    return CHANGES_LEFT.get() < 0;
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    return super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    change();
    return super.delete(path, recursive);
  }

  private static void change() throws IOException {
    CountDownLatch release = RELEASE.getAndSet(null);
    if (release != null) {
      HELD.set(true);
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IOException("interrupted while held up", e);
      }
    }
    if (CHANGES_LEFT.decrementAndGet() < 0 || FAILS_ONCE.getAndSet(false)) {
      throw new IOException("injected: the disk is gone");
    }
  }
}

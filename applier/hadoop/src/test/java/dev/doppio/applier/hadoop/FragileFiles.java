package dev.doppio.applier.hadoop;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A local disk that can go away. Hadoop makes it, so what it does is the whole JVM's. */
final class FragileFiles extends LocalFiles {
  private static final AtomicLong CHANGES_LEFT = new AtomicLong(Long.MAX_VALUE);
  private static final AtomicBoolean FAILS_ONCE = new AtomicBoolean();

  /** After so many more changes none gets through. */
  static void goAwayAfter(long changes) {
    CHANGES_LEFT.set(changes);
  }

  /** The next change fails, and no other. */
  static void failOnce() {
    FAILS_ONCE.set(true);
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
    if (CHANGES_LEFT.decrementAndGet() < 0 || FAILS_ONCE.getAndSet(false)) {
      throw new IOException("injected: the disk is gone");
    }
  }
}

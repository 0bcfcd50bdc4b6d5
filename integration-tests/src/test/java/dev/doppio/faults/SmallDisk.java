package dev.doppio.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tmpfs of a few megabytes over a folder. Mounting needs root. */
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Whether this process may mount at all; found out by trying. */
  public static boolean canBeMade() {
    try {
      Path folder = Files.createTempDirectory("small-disk");
      try {
        return run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.toString())
            && run("umount", folder.toString());
      } finally {
        Files.delete(folder);
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Mounts it; unmounted by close, or else by the end of this JVM. */
  public static SmallDisk at(Path folder, int megabytes) {
    SmallDisk disk = new SmallDisk(folder);
    if (!run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString())) {
      throw new AssertionError("no tmpfs at " + folder);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(disk::close));
    return disk;
  }

  /** Gives it more room. */
  public void grow(int megabytes) {
    run("mount", "-o", "remount,size=" + megabytes + "m", folder.toString());
  }

  /** Lazily: files that are open stay until they are closed. Idempotent. */
  @Override
  public void close() {
    run("umount", "-l", folder.toString());
  }

  private static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

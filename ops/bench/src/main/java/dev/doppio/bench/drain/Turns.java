package dev.doppio.bench.drain;

import dev.doppio.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** How the bench and a drain in its own process take turns: by files in a folder of their own. */
public final class Turns {
  private static final long POLL_MILLIS = 20;

  private final Path folder;

  /**
   * @param folder which exists
   */
  public Turns(Path folder) {
    this.folder = folder;
  }

  /** The drain says that it has a position to begin behind. */
  public void prepared() {
    try {
      Files.createFile(folder.resolve("prepared"));
    } catch (IOException e) {
      throw new LocalException("Cannot make a file in " + folder + ": " + e, e);
    }
  }

  public boolean isPrepared() {
    return Files.exists(folder.resolve("prepared"));
  }

  /** The bench says that the backlog is written, and how many rows it has. */
  public void go(long rows) {
    Path beside = folder.resolve("go.unfinished");
    try {
      Files.writeString(beside, Long.toString(rows));
      Files.move(beside, folder.resolve("go"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LocalException("Cannot write " + beside + ": " + e, e);
    }
  }

  /** Waits for {@link #go}, and returns the rows; who ends the bench ends this process too. */
  public long awaitGo() throws InterruptedException {
    Path go = folder.resolve("go");
    while (!Files.exists(go)) {
      Thread.sleep(POLL_MILLIS);
    }
    try {
      return Long.parseLong(Files.readString(go));
    } catch (IOException e) {
      throw new LocalException("Cannot read " + go + ": " + e, e);
    }
  }

  public void done(Drained drained) {
    drained.write(folder.resolve("drained"));
  }

  /** What {@link #done} was told. */
  public Drained drained() {
    return Drained.read(folder.resolve("drained"));
  }
}

package dev.doppio.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * One temporary folder that holds all data and logs of a run, and the group of processes that use
 * it. Closing it kills the processes and deletes the folder. Its owner holds a lock as long as it
 * lives; whoever opens a workspace first removes the processes and folders whose owner is dead.
 *
 * <p>With {@code -Ddoppio.keep} the folder stays; after {@link #keepLogs()} the logs in it do.
 */
public final class Workspace implements AutoCloseable {
  private static final String OWNER = "owner.lock";
  private static final String KEPT = "kept";
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel ownership;
  private final Children children;
  private final Consumer<String> progress;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private Optional<PrivateCa> certificates = Optional.empty();
  private boolean keepLogs;
  private boolean closed;

  private Workspace(
      Path folder, FileChannel ownership, Children children, Consumer<String> progress) {
    this.folder = folder;
    this.ownership = ownership;
    this.children = children;
    this.progress = progress;
  }

  /**
   * @param name of the run, part of the folder's name
   * @param progress is told, in whole sentences, what takes long or has to be known
   */
  public static Workspace open(String name, Consumer<String> progress) {
    try (ExclusiveFile sweep = ExclusiveFile.hold(root().resolve("sweep.lock"))) {
      removeThoseOfDeadOwners(progress);
      String random = UUID.randomUUID().toString().substring(0, 8);
      String id = name + "-" + ProcessHandle.current().pid() + "-" + random;
      Path folder = Files.createDirectory(root().resolve(id));
      FileChannel ownership = openLock(folder);
      ownership.lock();
      OURS.add(folder);
      return new Workspace(folder, ownership, Children.supervised(id), progress);
    } catch (IOException e) {
      throw new LocalException("Cannot make a temporary folder below " + root() + ": " + e, e);
    }
  }

  /** The folder of all workspaces of this user: {@code doppio-<user>} in the temporary folder. */
  static Path root() {
    String name = "doppio-" + System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
    Path root = Path.of(System.getProperty("java.io.tmpdir"), name).toAbsolutePath();
    try {
      if (!Files.isDirectory(root)) {
        var onlyOurs = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(root, PosixFilePermissions.asFileAttribute(onlyOurs));
      }
      return root;
    } catch (IOException e) {
      String remedy = "; choose another temporary folder with -Djava.io.tmpdir";
      throw new LocalException("Cannot make the folder " + root + ": " + e + remedy, e);
    }
  }

  /** A folder below the one of this workspace, made if it is new. */
  public Path folder(String... path) {
    Path below = folder;
    for (String part : path) {
      below = below.resolve(part);
    }
    try {
      return Files.createDirectories(below);
    } catch (IOException e) {
      throw new LocalException("Cannot make the folder " + below + ": " + e, e);
    }
  }

  /** The processes that end with this workspace. */
  public Children children() {
    return children;
  }

  /** The authority behind all certificates in this workspace, made on first use. */
  public synchronized PrivateCa certificates() {
    if (certificates.isEmpty()) {
      certificates = Optional.of(PrivateCa.create(folder("certificates")));
    }
    return certificates.get();
  }

  /** Has something closed with this workspace, before its processes are killed; last come first. */
  public synchronized void closeFirst(AutoCloseable part) {
    parts.push(part);
  }

  /** Has the logs stay when all else is taken away. */
  public synchronized void keepLogs() {
    keepLogs = true;
  }

  public void say(String sentence) {
    progress.accept(sentence);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<Exception> failures = closeParts();
    children.close();
    removeFolder();
    if (!failures.isEmpty()) {
      LocalException all = new LocalException("Not all of " + this + " could be closed");
      failures.forEach(all::addSuppressed);
      throw all;
    }
  }

  private List<Exception> closeParts() {
    List<Exception> failures = new ArrayList<>();
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        failures.add(e);
      }
    }
    return failures;
  }

  private void removeFolder() {
    try {
      if (System.getProperty("doppio.keep") != null) {
        Files.createFile(folder.resolve(KEPT));
        say("Data and logs are kept in " + folder);
      } else if (keepLogs) {
        Trees.deleteAllBut(folder, file -> file.toString().endsWith(".log"));
        Files.createFile(folder.resolve(KEPT));
        say("The logs are kept in " + folder);
      } else {
        Trees.delete(folder);
      }
      ownership.close();
    } catch (IOException e) {
      throw new LocalException("Cannot remove the temporary folder " + folder + ": " + e, e);
    } finally {
      OURS.remove(folder);
    }
  }

  private static void removeThoseOfDeadOwners(Consumer<String> progress) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root(), Files::isDirectory)) {
      for (Path folder : folders) {
        // Not even opened: closing a second handle to our lock would drop the lock.
        if (!OURS.contains(folder) && !Files.exists(folder.resolve(KEPT)) && ownerIsDead(folder)) {
          progress.accept("Removing " + folder + ", left behind by a run that was killed.");
          Children.killThoseOf(folder.getFileName().toString());
          Trees.delete(folder);
        }
      }
    }
  }

  private static boolean ownerIsDead(Path folder) throws IOException {
    try (FileChannel ownership = openLock(folder)) {
      return ownership.tryLock() != null;
    }
  }

  private static FileChannel openLock(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve(OWNER), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}

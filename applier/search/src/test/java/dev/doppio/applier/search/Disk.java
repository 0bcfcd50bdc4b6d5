package dev.doppio.applier.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.Lock;

/** A real disk that can go away from everything that is open on it. Thread-safe as Lucene's are. */
final class Disk implements Indexes.Opener {
  private final List<Mount> mounts = new ArrayList<>();
  private final AtomicLong changesLeft = new AtomicLong(Long.MAX_VALUE);

  @Override
  public Directory open(Path folder) throws IOException {
    Mount mount = new Mount(FSDirectory.open(folder));
    mounts.add(mount);
    return mount;
  }

  /** What is open now can't change anything any more. */
  void goAway() {
    mounts.forEach(mount -> mount.gone = true);
  }

  /** After so many more changes of the folder none gets through. */
  void goAwayAfter(long changes) {
    changesLeft.set(changes);
  }

  /** True when it went away as {@link #goAwayAfter} said. */
  boolean isGone() {
    return changesLeft.get() < 0;
  }

  /** The operating system lets all locks go, as at the death of their process. */
  void letLocksGo() throws IOException {
    for (Mount mount : mounts) {
      for (Lock lock : mount.locks) {
        lock.close();
      }
    }
  }

  /** As after kill -9: nobody closed anything, nothing is written any more, locks are gone. */
  void die() throws IOException {
    goAway();
    letLocksGo();
  }

  private final class Mount extends FilterDirectory {
    private final List<Lock> locks = new ArrayList<>();
    private volatile boolean gone;

    Mount(Directory in) {
      super(in);
    }

    @Override
    public Lock obtainLock(String name) throws IOException {
      Lock lock = super.obtainLock(name);
      locks.add(lock);
      return lock;
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
      change();
      return super.createOutput(name, context);
    }

    @Override
    public void sync(Collection<String> names) throws IOException {
      change();
      super.sync(names);
    }

    @Override
    public void rename(String source, String dest) throws IOException {
      change();
      super.rename(source, dest);
    }

    @Override
    public void deleteFile(String name) throws IOException {
      change();
      super.deleteFile(name);
    }

    @Override
    public void syncMetaData() throws IOException {
      change();
      super.syncMetaData();
    }

    private void change() throws IOException {
      gone |= changesLeft.decrementAndGet() < 0;
      if (gone) {
        throw new IOException("injected: the disk is gone");
      }
    }
  }
}

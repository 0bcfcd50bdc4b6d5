package dev.doppio.applier.search;

import dev.doppio.logreader.TargetStanding;
import dev.doppio.logreader.TargetStanding.Hold;
import dev.doppio.logreader.TargetView;
import dev.doppio.schemas.log.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * What a folder of indexes says of its partitions. Tries their write locks, for a moment, to see
 * who has them. Not thread-safe.
 */
public final class IndexView implements TargetView {
  private final LuceneTargetConfig config;

  /**
   * @param config the applier's
   */
  public IndexView(LuceneTargetConfig config) {
    this.config = config;
  }

  @Override
  public TargetStanding standing(PartitionId partition) {
    try {
      Optional<Path> folder =
          new IndexFolder(config.folder())
              .live()
              .map(live -> IndexFolder.partition(live, partition))
              .filter(Files::isDirectory);
      return folder.isEmpty() ? TargetStanding.UNTOUCHED : standing(partition, folder.get());
    } catch (IOException e) {
      throw LuceneFailures.of(partition + " in " + config.folder() + ", looking", e);
    }
  }

  private TargetStanding standing(PartitionId partition, Path folder) throws IOException {
    try (Directory directory = FSDirectory.open(folder)) {
      Hold hold = hold(directory, folder);
      if (Indexes.generation(directory) < 0) {
        return new TargetStanding(Optional.empty(), hold, 0);
      }
      Map<String, String> data = Indexes.lastCommit(directory);
      CommitData at = CommitData.parse(config.datacenter(), partition, data);
      return new TargetStanding(at.checkpoint(), hold, at.skips().size());
    }
  }

  /** The lock goes with its process, so nobody has it in silence. */
  private static Hold hold(Directory directory, Path folder) throws IOException {
    if (!Files.exists(folder.resolve(IndexWriter.WRITE_LOCK_NAME))) {
      return Hold.RELEASED;
    }
    try {
      directory.obtainLock(IndexWriter.WRITE_LOCK_NAME).close();
      return Hold.RELEASED;
    } catch (LockObtainFailedException e) {
      return Hold.CONNECTED;
    }
  }

  @Override
  public void close() {}
}

package dev.doppio.applier.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;

/** How every index is opened, for writing and for reading. Thread-safe. */
final class Indexes {
  private static final double BYTES_PER_MEGABYTE = 1024 * 1024;

  /** Opens a folder. */
  interface Opener {
    Directory open(Path folder) throws IOException;
  }

  private final Opener opener;
  private final long bufferBytes;

  /**
   * @param bufferBytes memory of a writer before it writes a segment
   */
  Indexes(Opener opener, long bufferBytes) {
    this.opener = opener;
    this.bufferBytes = bufferBytes;
  }

  /** Words of any language as Unicode parts them, without regard to case; none is left out. */
  static Analyzer analyzer() {
    return new StandardAnalyzer();
  }

  Directory directory(Path folder) throws IOException {
    return opener.open(folder);
  }

  /** A writer that has the directory's write lock until it is closed. Writes nothing yet. */
  IndexWriter writer(Directory directory) throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig(analyzer())
            .setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
            .setRAMBufferSizeMB(bufferBytes / BYTES_PER_MEGABYTE)
            .setMergeScheduler(new Merges())
            .setMaxFullFlushMergeWaitMillis(0)
            .setCommitOnClose(false);
    return new IndexWriter(directory, config);
  }

  /** Data of the last commit. */
  static Map<String, String> lastCommit(IndexWriter writer) {
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
    if (live != null) {
      live.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
    }
    return data;
  }

  /** The same without a writer; empty where there is no commit. */
  static Map<String, String> lastCommit(Directory directory) throws IOException {
    return DirectoryReader.indexExists(directory)
        ? SegmentInfos.readLatestCommit(directory).getUserData()
        : Map.of();
  }

  /** Number of the last commit; -1 where there is none. */
  static long generation(Directory directory) throws IOException {
    return SegmentInfos.getLastCommitGeneration(directory);
  }
}

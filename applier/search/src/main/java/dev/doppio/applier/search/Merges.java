package dev.doppio.applier.search;

import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges segments of one partition in a thread of its own, so that no commit waits for one. What
 * fails in it ends the writer: the partition's next call meets that, and opens another.
 */
final class Merges extends ConcurrentMergeScheduler {
  private static final Logger LOG = LoggerFactory.getLogger(Merges.class);
  private static final int THREADS = 1;

  /** That may wait before the writer does. */
  private static final int WAITING = 5;

  Merges() {
    setMaxMergesAndThreads(THREADS + WAITING, THREADS);
  }

  @Override
  protected void handleMergeException(Throwable failure) {
    LOG.warn("a merge of segments failed: {}", String.valueOf(failure));
  }
}

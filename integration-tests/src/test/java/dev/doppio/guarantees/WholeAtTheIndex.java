package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import dev.doppio.oracle.IndexDocuments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;

/**
 * G4 at a search index: opens it every {@value #PAUSE_MILLIS} ms while changes are applied, and
 * judges each commit once. A member of the mailbox workload says how many messages it has and what
 * their stamps add up to; all of them are in one partition. Where the two do not agree, the commit
 * shows a part of a transaction.
 */
public final class WholeAtTheIndex implements Guarantee, AutoCloseable {
  private static final int ENOUGH_COMMITS = 10;
  private static final long PAUSE_MILLIS = 20;
  private final List<Violation> torn = new CopyOnWriteArrayList<>();
  private final AtomicLong judged = new AtomicLong();
  private final Set<String> known = new HashSet<>();
  private final Path index;
  private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor();

  /** Starts watching; what is not there yet is tried again. */
  public WholeAtTheIndex(Path index) {
    this.index = index;
    watcher.scheduleWithFixedDelay(this::look, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      for (DirectoryReader commit : IndexDocuments.readers(index)) {
        try (DirectoryReader reader = commit) {
          if (known.add(reader.directory() + " " + reader.getVersion())) {
            judge(reader);
            judged.addAndGet(reader.numDocs() > 0 ? 1 : 0);
          }
        }
      }
    } catch (IOException | UncheckedIOException notThere) {
      // The folder is being made, or a file went with its commit: the next look finds another.
      known.size();
    }
  }

  private void judge(DirectoryReader reader) throws IOException {
    Map<String, String> said = new HashMap<>();
    Map<String, long[]> found = new HashMap<>();
    for (Document document : IndexDocuments.all(reader)) {
      String member = document.get("member_id");
      switch (document.get("_table")) {
        case "member" -> said.put(member, document.get("held") + " with " + document.get("stamps"));
        case "message" -> {
          long[] sum = found.computeIfAbsent(member, none -> new long[2]);
          sum[0]++;
          sum[1] += document.getField("stamp").numericValue().longValue();
        }
        default -> found.size(); // of another table
      }
    }
    found.keySet().forEach(member -> said.putIfAbsent(member, "nothing"));
    said.forEach(
        (member, row) -> {
          long[] sum = found.getOrDefault(member, new long[2]);
          String has = sum[0] + " with " + sum[1];
          Violation.unless(
              row.equals(has), torn, Kind.TORN, "%s has %s, its row says %s", member, has, row);
        });
  }

  /** Commits with documents so far. */
  long judged() {
    return judged.get();
  }

  @Override
  public List<Violation> violations() {
    assertThat(judged.get()).as("commits that were judged").isGreaterThan(ENOUGH_COMMITS);
    return List.copyOf(torn);
  }

  @Override
  public void close() {
    watcher.shutdown();
    try {
      watcher.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

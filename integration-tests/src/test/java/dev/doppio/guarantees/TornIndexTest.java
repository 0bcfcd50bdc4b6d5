package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch over an index sees a commit that shows a part of a transaction, and no other. */
final class TornIndexTest {
  private static final int COMMITS = 15;

  @TempDir Path folder;

  @Test
  void aCommitWithAPartOfATransactionIsSeenAndWholeOnesAreNot() throws IOException {
    Files.writeString(folder.resolve("live"), "index-1\n");
    Path index = Files.createDirectories(folder.resolve("index-1").resolve("shop").resolve("0"));
    try (Directory directory = FSDirectory.open(index);
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig());
        WholeAtTheIndex whole = new WholeAtTheIndex(folder)) {
      for (long n = 1; n <= COMMITS; n++) {
        writer.addDocument(member("m" + n, n));
        writer.addDocument(message("m" + n, n));
        commit(writer, whole);
      }
      assertThat(whole.violations()).isEmpty();
      writer.addDocument(message("m1", 7));
      commit(writer, whole);
      assertThat(whole.violations()).hasSize(1);
      assertThat(whole.violations().get(0).kind()).isEqualTo(Violation.Kind.TORN);
      assertThat(whole.violations().get(0).what()).contains("m1 has 2 with 8");
    }
  }

  private static void commit(IndexWriter writer, WholeAtTheIndex whole) throws IOException {
    long before = whole.judged();
    writer.commit();
    await().until(() -> whole.judged() > before);
  }

  private static Document member(String member, long stamp) {
    Document document = document("member", member);
    document.add(new StoredField("held", 1L));
    document.add(new StoredField("stamps", stamp));
    return document;
  }

  private static Document message(String member, long stamp) {
    Document document = document("message", member);
    document.add(new StoredField("stamp", stamp));
    return document;
  }

  private static Document document(String table, String member) {
    Document document = new Document();
    document.add(new StoredField("_table", table));
    document.add(new StoredField("member_id", member));
    return document;
  }
}

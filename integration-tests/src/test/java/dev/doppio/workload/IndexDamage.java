package dev.doppio.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

/**
 * A hand that changes documents of indexes nobody has open, with Lucene alone. What the last commit
 * says beside its documents stays.
 */
public final class IndexDamage implements Hand {
  private final List<IndexWriter> writers = new ArrayList<>();

  /** Takes the indexes of a database's partitions, those that are searched. */
  public IndexDamage(Path root, String database, int partitions) throws IOException {
    Path live = root.resolve(Files.readString(root.resolve("live")).strip());
    for (int partition = 0; partition < partitions; partition++) {
      Path folder = live.resolve(database).resolve(Integer.toString(partition));
      IndexWriter writer = new IndexWriter(FSDirectory.open(folder), new IndexWriterConfig());
      writer.setLiveCommitData(writer.getLiveCommitData());
      writers.add(writer);
    }
  }

  @Override
  public void copy(String id, String field, String from) throws IOException {
    List<IndexableField> values = fields(document(from), field);
    change(id, document -> with(document, field, values));
  }

  @Override
  public void set(String id, String field, String text) throws IOException {
    change(id, document -> with(document, field, List.of(new StoredField(field, text))));
  }

  @Override
  public void add(String id, String as) throws IOException {
    Document copy = with(document(id), "_id", List.of(new StoredField("_id", as)));
    writer(id).addDocument(indexed(copy));
  }

  @Override
  public void delete(String id) throws IOException {
    writer(id).deleteDocuments(new Term("_id", id));
  }

  private void change(String id, UnaryOperator<Document> change) throws IOException {
    writer(id).updateDocument(new Term("_id", id), indexed(change.apply(document(id))));
  }

  private static boolean is(IndexableField field, String name) {
    return field.name().replaceFirst("#json$", "").equals(name);
  }

  private static List<IndexableField> fields(Document document, String name) {
    return document.getFields().stream().filter(field -> is(field, name)).toList();
  }

  private static Document with(Document document, String name, List<? extends IndexableField> to) {
    Document changed = new Document();
    document.getFields().stream().filter(field -> !is(field, name)).forEach(changed::add);
    to.forEach(changed::add);
    return changed;
  }

  /** What is read of a document says what is stored, and not how it is found. */
  private static Document indexed(Document stored) {
    Document document = new Document();
    for (IndexableField field : stored.getFields()) {
      boolean name = List.of("_id", "_database", "_table").contains(field.name());
      document.add(
          name ? new StringField(field.name(), field.stringValue(), Field.Store.YES) : field);
    }
    return document;
  }

  private IndexWriter writer(String id) throws IOException {
    for (IndexWriter writer : writers) {
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        if (new IndexSearcher(reader).count(new TermQuery(new Term("_id", id))) > 0) {
          return writer;
        }
      }
    }
    throw new AssertionError("no index has " + id);
  }

  private Document document(String id) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(writer(id))) {
      IndexSearcher searcher = new IndexSearcher(reader);
      ScoreDoc hit = searcher.search(new TermQuery(new Term("_id", id)), 1).scoreDocs[0];
      return searcher.storedFields().document(hit.doc);
    }
  }

  @Override
  public void close() throws IOException {
    for (IndexWriter writer : writers) {
      writer.commit();
      writer.close();
      writer.getDirectory().close();
    }
  }
}

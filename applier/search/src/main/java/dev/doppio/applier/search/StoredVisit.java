package dev.doppio.applier.search;

import java.io.IOException;
import java.util.Collection;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Looks at what is stored of the documents that fit, one after the other. */
final class StoredVisit extends SimpleCollector {
  /** Is told of a document. */
  interface Sink {
    void take(Document document) throws IOException;
  }

  private final Sink to;
  private StoredFields stored;

  private StoredVisit(Sink to) {
    this.to = to;
  }

  /** All of them, in the order in which they lie. */
  static void each(IndexReader reader, Query query, Sink to) throws IOException {
    new IndexSearcher(reader)
        .search(
            query,
            new CollectorManager<StoredVisit, Boolean>() {
              @Override
              public StoredVisit newCollector() {
                return new StoredVisit(to);
              }

              @Override
              public Boolean reduce(Collection<StoredVisit> all) {
                return true;
              }
            });
  }

  @Override
  protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
    stored = leaf.reader().storedFields();
  }

  @Override
  public void collect(int number) throws IOException {
    to.take(stored.document(number));
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }
}

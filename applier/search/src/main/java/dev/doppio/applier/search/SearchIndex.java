package dev.doppio.applier.search;

import dev.doppio.logreader.Moments;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * The indexes of a folder, as their last commits left them when this was opened: in each partition
 * whole transactions, the partitions each at a place of its own. Reads only, beside a running
 * applier too. Thread-safe.
 */
public final class SearchIndex implements AutoCloseable {
  /** A word without a field asks every text there is, and paths in JSON are fields. */
  private static final int MOST_CLAUSES = 1 << 18;

  private final List<Shard> shards;
  private final MultiReader reader;

  private record Shard(PartitionId partition, Directory directory, DirectoryReader reader) {}

  /**
   * What a search found.
   *
   * @param total documents that fit
   * @param hits the best of them
   */
  public record Found(long total, List<Hit> hits) {
    public Found {
      hits = List.copyOf(hits);
    }
  }

  private SearchIndex(List<Shard> shards) throws IOException {
    this.shards = List.copyOf(shards);
    IndexSearcher.setMaxClauseCount(MOST_CLAUSES);
    this.reader =
        new MultiReader(shards.stream().map(Shard::reader).toArray(IndexReader[]::new), true);
  }

  /**
   * Opens all partitions of which something was committed.
   *
   * @throws DoppioException TARGET_REFUSED when there is none, TARGET_UNAVAILABLE when the disk
   *     does not answer, TARGET_REJECTED when an index does not read
   */
  public static SearchIndex open(Path folder) {
    List<Shard> shards = new ArrayList<>();
    try {
      Optional<Path> live = new IndexFolder(folder).live();
      if (live.isPresent()) {
        for (Map.Entry<PartitionId, Path> place : IndexFolder.partitions(live.get()).entrySet()) {
          open(place.getKey(), place.getValue()).ifPresent(shards::add);
        }
      }
      if (shards.isEmpty()) {
        throw new DoppioException(
            FailureKind.TARGET_REFUSED,
            "there is no index in "
                + folder
                + ": start 'doppio apply search', or see that target.lucene.folder names the"
                + " folder that it writes");
      }
      return new SearchIndex(shards);
    } catch (IOException e) {
      closeAll(shards, e);
      throw LuceneFailures.of("the index in " + folder, e);
    }
  }

  private static Optional<Shard> open(PartitionId partition, Path folder) throws IOException {
    Directory directory = FSDirectory.open(folder);
    if (!DirectoryReader.indexExists(directory)) {
      directory.close();
      return Optional.empty();
    }
    return Optional.of(new Shard(partition, directory, DirectoryReader.open(directory)));
  }

  /** How many partitions are searched. */
  public int partitions() {
    return shards.size();
  }

  /**
   * The best of the documents that fit, best first.
   *
   * @param query in Lucene's syntax, over columns
   * @param limit most hits, from 1
   * @throws DoppioException CONFIGURATION when the query does not parse, or names what is not there
   */
  public Found search(String query, int limit) {
    try {
      IndexSearcher searcher = new IndexSearcher(reader);
      Query parsed = new DocumentQuery(searchable()).parse(query);
      List<Hit> hits = new ArrayList<>();
      for (ScoreDoc found : searcher.search(parsed, limit).scoreDocs) {
        hits.add(hit(found, searcher.storedFields().document(found.doc)));
      }
      return new Found(searcher.count(parsed), hits);
    } catch (ParseException | IndexSearcher.TooManyClauses e) {
      throw new DoppioException(
          FailureKind.CONFIGURATION, "the query '" + query + "' can't be asked: " + said(e), e);
    } catch (IOException e) {
      throw LuceneFailures.of("searching", e);
    }
  }

  /**
   * Every document of a table, in no order.
   *
   * @param to told of each; may throw
   */
  public void documents(TableName table, Consumer<Hit> to) {
    Query all =
        new BooleanQuery.Builder()
            .add(new TermQuery(new Term(FieldNames.DATABASE, table.database())), Occur.FILTER)
            .add(new TermQuery(new Term(FieldNames.TABLE, table.table())), Occur.FILTER)
            .build();
    try {
      IndexSearcher searcher = new IndexSearcher(reader);
      int most = Math.max(1, reader.maxDoc());
      for (ScoreDoc found : searcher.search(all, most, Sort.INDEXORDER).scoreDocs) {
        to.accept(hit(found, searcher.storedFields().document(found.doc)));
      }
    } catch (IOException e) {
      throw LuceneFailures.of("reading all documents of " + table, e);
    }
  }

  private Set<String> searchable() {
    Set<String> names = new HashSet<>();
    for (FieldInfo field : FieldInfos.getMergedFieldInfos(reader)) {
      if (field.getIndexOptions() != IndexOptions.NONE || field.getPointDimensionCount() > 0) {
        names.add(field.name);
      }
    }
    return names;
  }

  /** Without the parser's list of all that it would have taken. */
  private static String said(Exception e) {
    Throwable first = e.getCause() == null ? e : e.getCause();
    return String.valueOf(first.getMessage()).lines().findFirst().orElse("");
  }

  private Hit hit(ScoreDoc found, Document document) {
    List<Hit.Value> values = new ArrayList<>();
    for (IndexableField field : document.getFields()) {
      FieldNames.column(field.name()).ifPresent(column -> values.add(value(column, field)));
    }
    return new Hit(
        partition(found.doc),
        document.get(FieldNames.ID),
        new TableName(document.get(FieldNames.DATABASE), document.get(FieldNames.TABLE)),
        Scn.unpack(document.getField(FieldNames.SCN).numericValue().longValue()),
        Moments.instant(document.getField(FieldNames.TIME).numericValue().longValue()),
        found.score,
        values);
  }

  private static Hit.Value value(String column, IndexableField field) {
    if (field.numericValue() != null) {
      return new Hit.Value(column, Hit.Form.NUMBER, field.numericValue().toString());
    }
    if (field.binaryValue() != null) {
      byte[] bytes = BytesRef.deepCopyOf(field.binaryValue()).bytes;
      return new Hit.Value(column, Hit.Form.BYTES, "0x" + HexFormat.of().formatHex(bytes));
    }
    Hit.Form form = FieldNames.isJson(field.name()) ? Hit.Form.JSON : Hit.Form.TEXT;
    return new Hit.Value(column, form, field.stringValue());
  }

  private PartitionId partition(int document) {
    int base = 0;
    for (Shard shard : shards) {
      base += shard.reader().maxDoc();
      if (document < base) {
        return shard.partition();
      }
    }
    throw new IllegalStateException("no partition has document " + document);
  }

  /** Idempotent. */
  @Override
  public void close() {
    try {
      reader.close();
      for (Shard shard : shards) {
        shard.directory().close();
      }
    } catch (IOException e) {
      throw LuceneFailures.of("closing the index", e);
    }
  }

  private static void closeAll(List<Shard> shards, IOException because) {
    for (Shard shard : shards) {
      try {
        shard.reader().close();
        shard.directory().close();
      } catch (IOException e) {
        because.addSuppressed(e);
      }
    }
  }
}

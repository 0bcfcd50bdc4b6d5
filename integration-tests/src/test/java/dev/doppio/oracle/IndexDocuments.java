package dev.doppio.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/** What the indexes below a folder hold, read with Lucene alone, as {@link SqlDocuments} has it. */
public final class IndexDocuments {
  private static final int FOLDERS_DEEP = 2;
  private static final int ALL = 1_000_000;

  private IndexDocuments() {}

  /** The last commit of each index that is searched; those that have none yet are left out. */
  public static List<DirectoryReader> readers(Path root) {
    try (Stream<Path> folders = Files.walk(live(root), FOLDERS_DEEP)) {
      return folders
          .filter(Files::isDirectory)
          .sorted()
          .flatMap(folder -> reader(folder).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file says which of the folders beside it is searched. */
  private static Path live(Path root) throws IOException {
    return root.resolve(Files.readString(root.resolve("live")).strip());
  }

  private static Optional<DirectoryReader> reader(Path folder) {
    try {
      FSDirectory directory = FSDirectory.open(folder);
      return DirectoryReader.indexExists(directory)
          ? Optional.of(DirectoryReader.open(directory))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Key and content of each document of a table; one that is there twice fails. */
  public static Map<String, String> of(Path root, String table) {
    Map<String, String> documents = new TreeMap<>();
    for (DirectoryReader index : readers(root)) {
      try (DirectoryReader reader = index) {
        for (Document document : all(reader)) {
          if (document.get("_table").equals(table)) {
            String before = documents.put(document.get("_id"), content(document));
            if (before != null) {
              throw new AssertionError(document.get("_id") + " is in the index twice");
            }
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return documents;
  }

  /** Every document that is not deleted. */
  public static List<Document> all(DirectoryReader reader) throws IOException {
    IndexSearcher searcher = new IndexSearcher(reader);
    List<Document> documents = new ArrayList<>();
    for (ScoreDoc hit : searcher.search(new MatchAllDocsQuery(), ALL).scoreDocs) {
      documents.add(searcher.storedFields().document(hit.doc));
    }
    return documents;
  }

  private static String content(Document document) {
    Map<String, String> values = new TreeMap<>();
    for (IndexableField field : document.getFields()) {
      if (!field.name().startsWith("_")) {
        values.put(field.name().replaceFirst("#json$", ""), value(field));
      }
    }
    return values.toString();
  }

  private static String value(IndexableField field) {
    if (field.numericValue() != null) {
      boolean whole = field.numericValue() instanceof Long;
      return whole
          ? field.numericValue().toString()
          : Double.toString(field.numericValue().doubleValue());
    }
    if (field.binaryValue() != null) {
      return HexFormat.of().formatHex(BytesRef.deepCopyOf(field.binaryValue()).bytes);
    }
    return field.name().endsWith("#json")
        ? SqlDocuments.json(field.stringValue())
        : field.stringValue();
  }
}

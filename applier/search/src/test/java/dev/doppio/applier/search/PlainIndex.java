package dev.doppio.applier.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.FSDirectory;

/** What anybody else sees of the indexes below a folder, by Lucene alone. */
final class PlainIndex {
  private PlainIndex() {}

  static List<Document> documents(Path root) {
    return documents(root, new MatchAllDocsQuery());
  }

  static List<Document> documents(Path root, Query query) {
    List<Document> documents = new ArrayList<>();
    for (Path index : indexes(root)) {
      try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(index))) {
        IndexSearcher searcher = new IndexSearcher(reader);
        for (ScoreDoc hit : searcher.search(query, Integer.MAX_VALUE >> 8).scoreDocs) {
          documents.add(searcher.storedFields().document(hit.doc));
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return documents;
  }

  /** User data of the only index's last commit. */
  static Map<String, String> commit(Path root) {
    try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(indexes(root).get(0)))) {
      return reader.getIndexCommit().getUserData();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Path> indexes(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> path.getFileName().toString().startsWith("segments_"))
          .map(Path::getParent)
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

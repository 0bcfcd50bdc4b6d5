package dev.doppio.applier.search;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
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

  /** Merges make and delete files meanwhile: one that is gone is passed over. */
  private static List<Path> indexes(Path root) {
    SortedSet<Path> indexes = new TreeSet<>();
    FileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getFileName().toString().startsWith("segments_")) {
              indexes.add(file.getParent());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        };
    try {
      Files.walkFileTree(root, visitor);
      return List.copyOf(indexes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

package dev.doppio.applier.search;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.LockObtainFailedException;

/** What Lucene and the file system say, in our kinds; nobody else decides what a failure means. */
final class LuceneFailures {
  private LuceneFailures() {}

  /**
   * @param where partition, index and what was done
   */
  static DoppioException of(String where, IOException e) {
    if (e instanceof LockObtainFailedException) {
      return new DoppioException(
          FailureKind.TARGET_UNAVAILABLE,
          where
              + ": another process holds its write lock; it is tried again. If that is no applier"
              + " of the same group, two are configured on one folder: end one of them",
          e);
    }
    if (isDamage(e)) {
      return new DoppioException(
          FailureKind.TARGET_REJECTED,
          where
              + ": what is there does not read ("
              + e.getMessage()
              + "); stop the applier, delete the partition's folder and start it again: it is"
              + " indexed anew from the log's begin, which has to be there still",
          e);
    }
    return new DoppioException(
        FailureKind.TARGET_UNAVAILABLE, where + ": " + said(e) + "; it is tried again", e);
  }

  /** The writer can do nothing any more. */
  static DoppioException ended(String where, Throwable cause) {
    return new DoppioException(
        FailureKind.TARGET_UNAVAILABLE,
        where + ": the writer has ended (" + cause + "); it is opened anew",
        cause);
  }

  private static boolean isDamage(IOException e) {
    return e instanceof CorruptIndexException
        || e instanceof IndexFormatTooNewException
        || e instanceof IndexFormatTooOldException
        || e instanceof NoSuchFileException
        || e instanceof FileNotFoundException;
  }

  private static String said(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}

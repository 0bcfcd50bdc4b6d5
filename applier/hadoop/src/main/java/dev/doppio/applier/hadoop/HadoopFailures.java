package dev.doppio.applier.hadoop;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;

/** What Iceberg and Hadoop say, in our kinds; nobody else decides what a failure means. */
final class HadoopFailures {
  private HadoopFailures() {}

  /**
   * @param where the table or the warehouse, and what was done
   */
  static RuntimeException of(String where, RuntimeException e) {
    if (e instanceof DoppioException) {
      return e;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof AccessControlException) {
        return new DoppioException(
            FailureKind.TARGET_REFUSED,
            where + ": " + first(cause) + "; give this user the right to write the warehouse",
            e);
      }
      if (cause instanceof NotFoundException) {
        return new DoppioException(
            FailureKind.TARGET_REJECTED,
            where
                + ": a file of the table is gone ("
                + first(cause)
                + "): bring it back, or roll the table back to a snapshot that has all its files",
            e);
      }
    }
    return mayPass(e)
        ? new DoppioException(
            FailureKind.TARGET_UNAVAILABLE, where + ": " + first(e) + "; it is tried again", e)
        : e;
  }

  static DoppioException of(String where, IOException e) {
    return (DoppioException) of(where, new UncheckedIOException(e));
  }

  private static boolean mayPass(RuntimeException e) {
    return e instanceof RuntimeIOException
        || e instanceof UncheckedIOException
        || e instanceof CommitFailedException
        || e instanceof CommitStateUnknownException
        || e instanceof RejectedExecutionException // at the end of the process
        || e.getCause() instanceof IOException
        || e.getCause() instanceof InterruptedException;
  }

  private static String first(Throwable e) {
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return e.getClass().getSimpleName() + ": " + said;
  }
}

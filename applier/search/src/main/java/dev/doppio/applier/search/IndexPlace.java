package dev.doppio.applier.search;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The indexes that a target writes: those that are searched, or those that are to follow them.
 *
 * @param folder the configured folder
 * @param indexes below it
 */
record IndexPlace(IndexFolder folder, Path indexes) {
  /**
   * Indexes that others have taken the place of are searched by nobody.
   *
   * @throws DoppioException TARGET_REFUSED when that is so
   */
  void requireCurrent() throws IOException {
    if (folder.isOutlived(indexes)) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "indexes that were built anew have taken the place of "
              + indexes
              + ", which this applier writes and nobody searches any more: end it, and delete them."
              + " The applier of the new ones goes on");
    }
  }

  /** The indexes that are searched now. */
  Path served() throws IOException {
    return folder.live().orElse(indexes);
  }

  /** From now on they are searched. */
  void serve() throws IOException {
    folder.serve(indexes);
  }
}

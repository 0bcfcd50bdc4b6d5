package dev.doppio.cli.verify;

import java.util.Objects;

/**
 * All rows of a stretch in one figure, computed by their server.
 *
 * @param rows how many
 * @param digest exclusive or of their digests, which hold their keys: no two are the same
 */
record Sum(long rows, String digest) {
  Sum {
    Objects.requireNonNull(digest);
  }
}

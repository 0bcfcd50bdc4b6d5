package dev.doppio.cli.verify;

import java.util.Objects;

/**
 * A row, and a digest of it that its server has computed.
 *
 * @param place the document
 * @param digest 128 bits in hexadecimal; equal for equal bytes in every column that is compared
 */
record RowDigest(DocumentPlace place, String digest) {
  RowDigest {
    Objects.requireNonNull(place);
    if (digest.length() != 32) {
      throw new IllegalArgumentException("a digest of " + digest.length() + " characters");
    }
  }
}

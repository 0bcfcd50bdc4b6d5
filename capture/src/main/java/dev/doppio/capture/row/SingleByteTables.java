package dev.doppio.capture.row;

import java.util.Optional;

/** Charsets of one byte a character, as the server itself maps them to Unicode. */
public interface SingleByteTables {
  /** A byte that the charset does not define. */
  char UNDEFINED = '\uffff';

  /** 256 characters; empty when the charset is not of one byte, or unknown to the server. */
  Optional<char[]> of(String charset);
}

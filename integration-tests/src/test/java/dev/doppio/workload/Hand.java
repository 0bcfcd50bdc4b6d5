package dev.doppio.workload;

import java.io.IOException;

/** Somebody who changes documents of a target beside its applier. Keys are paths. */
public interface Hand extends AutoCloseable {
  /** A field of a document gets the value that another document has. */
  void copy(String key, String field, String from) throws IOException;

  /** A field of a document gets a text. */
  void set(String key, String field, String text) throws IOException;

  /** A document lies under another key, too. */
  void add(String key, String as) throws IOException;

  /** A document is gone. */
  void delete(String key) throws IOException;

  /** A document lies under another key. */
  default void move(String key, String to) throws IOException {
    add(key, to);
    delete(key);
  }

  /** What was done is there from now on. */
  @Override
  void close() throws IOException;
}

package dev.doppio.schemas.partition;

import java.util.List;
import java.util.Optional;

/** What a server says of a collation; the truth that foldings are made from and judged by. */
public interface CollationServer {
  /**
   * Weights of texts under a collation; empty for a text that its charset can't hold.
   *
   * @param texts without trailing spaces, on which padding would act
   */
  List<Optional<String>> weights(String collation, List<String> texts);

  /** Whether the server calls both texts of each pair equal, by its operator {@code =}. */
  List<Boolean> equal(String collation, List<Pair> pairs);

  /** Two texts. */
  record Pair(String left, String right) {}
}

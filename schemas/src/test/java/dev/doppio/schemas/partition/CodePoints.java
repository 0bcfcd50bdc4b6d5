package dev.doppio.schemas.partition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** All code points that are characters, in chunks. */
final class CodePoints {
  private static final int CHUNK = 8192;

  private CodePoints() {}

  /** Calls back with every code point that the collation's charset holds, and its weights. */
  static void weights(CollationServer server, String collation, BiConsumer<Integer, String> each) {
    boolean wide = collation.startsWith("utf8mb4");
    int end = wide ? Character.MAX_CODE_POINT : Character.MAX_VALUE;
    for (int from = 0; from <= end; from += CHUNK) {
      List<String> texts = new ArrayList<>();
      for (int c = from; c < from + CHUNK; c++) {
        if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
          texts.add(Character.toString(c));
        }
      }
      List<Optional<String>> weights =
          texts.isEmpty() ? List.of() : server.weights(collation, texts);
      for (int i = 0; i < weights.size(); i++) {
        int c = texts.get(i).codePointAt(0);
        weights.get(i).ifPresent(weight -> each.accept(c, weight));
      }
    }
  }
}

package dev.doppio.schemas.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** JSON that a log holds beside its records, as every reader of it takes it. */
final class StoredJson {
  private static final int SHOWN = 200;

  private StoredJson() {}

  /** An array of texts. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  /**
   * What a reader says that can't use it.
   *
   * @param what it is
   * @param why not, and what to do
   */
  static DoppioException refused(String what, byte[] bytes, String why, Exception cause) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return new DoppioException(
        FailureKind.LOG_REFUSED,
        what
            + " can't be used: "
            + why
            + ". It reads "
            + text.substring(0, Math.min(text.length(), SHOWN)),
        cause);
  }
}

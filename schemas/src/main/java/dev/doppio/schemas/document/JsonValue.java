package dev.doppio.schemas.document;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A JSON value.
 *
 * @param text for consumers
 * @param binary MySQL's binary form where the capture engine sees it; exact. Not copied
 */
public record JsonValue(String text, Optional<byte[]> binary) {
  public JsonValue {
    Objects.requireNonNull(text);
    Objects.requireNonNull(binary);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonValue that
        && text.equals(that.text)
        && Arrays.equals(binary.orElse(null), that.binary.orElse(null));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}

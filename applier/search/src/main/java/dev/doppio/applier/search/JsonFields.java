package dev.doppio.applier.search;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * A JSON document as flat fields: {@code profile.address.city} for each scalar, whatever arrays lie
 * on the way, and all its texts under the column as well. A log may bring keys without end, and
 * Lucene keeps every field's name in memory, so paths are bounded. Used by one thread.
 */
final class JsonFields {
  /** What MySQL stored is taken whole. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final int mostPaths;
  private final Set<String> paths = new HashSet<>();

  /**
   * @param fields that the index has already
   * @param mostPaths that get fields of their own
   */
  JsonFields(Collection<String> fields, int mostPaths) {
    this.mostPaths = mostPaths;
    fields.stream()
        .flatMap(field -> FieldNames.parse(field).stream())
        .map(FieldNames.Indexed::path)
        .filter(path -> path.indexOf('.') >= 0)
        .forEach(paths::add);
  }

  /**
   * Adds the scalars of a document.
   *
   * @throws IllegalArgumentException when it is not JSON
   */
  void add(IndexedFields fields, String column, String json, Counters.Tally tally) {
    try (JsonParser in = JSON.createParser(json)) {
      value(in, in.nextToken(), new Place(fields, column, tally), column);
    } catch (IOException e) {
      throw new IllegalArgumentException("column " + column + " is not JSON", e);
    }
  }

  private record Place(IndexedFields fields, String column, Counters.Tally tally) {}

  /** As deep as MySQL lets documents be: 100. */
  private void value(JsonParser in, JsonToken token, Place place, String path) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String member = FieldNames.member(path, in.currentName());
        value(in, in.nextToken(), place, member);
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (JsonToken each = in.nextToken(); each != JsonToken.END_ARRAY; each = in.nextToken()) {
        value(in, each, place, path);
      }
    } else if (token != JsonToken.VALUE_NULL) {
      scalar(in, token, place, path);
    }
  }

  private void scalar(JsonParser in, JsonToken token, Place place, String path) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      place.fields().words(place.column(), in.getText());
    }
    if (path.equals(place.column())) { // a document that is a scalar
      if (token == JsonToken.VALUE_STRING) {
        place.fields().exact(path, in.getText());
      } else {
        plain(in, token, place.fields(), path);
      }
    } else if (!admits(path)) {
      place.tally().unmapped();
    } else if (token == JsonToken.VALUE_STRING) {
      place.fields().text(path, in.getText());
    } else {
      plain(in, token, place.fields(), path);
    }
  }

  private static void plain(JsonParser in, JsonToken token, IndexedFields fields, String path)
      throws IOException {
    switch (token) {
      case VALUE_NUMBER_INT -> integer(fields, path, in.getText());
      case VALUE_NUMBER_FLOAT -> fields.number(path, in.getDoubleValue());
      default -> fields.exact(path, in.getText()); // true and false
    }
  }

  private static void integer(IndexedFields fields, String path, String digits) {
    try {
      fields.number(path, Long.parseLong(digits));
    } catch (NumberFormatException beyondLong) {
      fields.decimal(path, new BigDecimal(digits));
    }
  }

  private boolean admits(String path) {
    return paths.contains(path) || paths.size() < mostPaths && paths.add(path);
  }
}

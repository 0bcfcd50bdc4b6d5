package dev.doppio.cli.config;

import java.util.List;
import java.util.Objects;

/**
 * A value as somebody wrote it, not yet understood.
 *
 * @param path dotted: {@code storage-node.mysql.port}
 * @param items one for a scalar, any number for a list, none for a key without a value
 * @param provenance who wrote it
 */
record Entry(String path, List<String> items, Provenance provenance) {
  Entry {
    Objects.requireNonNull(path);
    Objects.requireNonNull(provenance);
    items = List.copyOf(items);
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  String text() {
    return String.join(",", items);
  }
}

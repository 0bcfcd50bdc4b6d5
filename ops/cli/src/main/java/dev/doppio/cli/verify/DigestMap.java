package dev.doppio.cli.verify;

import java.util.Optional;

/**
 * Digests of many documents by the hashes of their keys: 48 bytes a document, or less. A document
 * that comes twice is equal to none. Not thread-safe.
 */
final class DigestMap {
  private static final int WIDTH = 3;
  private static final int FIRST = 1 << 10;
  private static final int HALF = 16;
  private static final int HEXADECIMAL = 16;

  private long[] slots = new long[WIDTH * FIRST];
  private int size;

  void put(KeptKey key, String digest) {
    if (2 * WIDTH * (size + 1) > slots.length) {
      grow();
    }
    int slot = slot(KeySet.hash(key));
    if (slots[slot] == 0) {
      size++;
      put(slot, KeySet.hash(key), half(digest, 0), half(digest, HALF));
    } else {
      put(slot, slots[slot], 0, 0);
    }
  }

  Optional<String> get(KeptKey key) {
    int slot = slot(KeySet.hash(key));
    if (slots[slot] == 0) {
      return Optional.empty();
    }
    boolean twice = slots[slot + 1] == 0 && slots[slot + 2] == 0;
    return Optional.of(
        twice
            ? DocumentDigest.TWICE
            : String.format("%016x%016x", slots[slot + 1], slots[slot + 2]));
  }

  private static long half(String digest, int from) {
    return Long.parseUnsignedLong(digest, from, from + HALF, HEXADECIMAL);
  }

  private void put(int slot, long hash, long first, long second) {
    slots[slot] = hash;
    slots[slot + 1] = first;
    slots[slot + 2] = second;
  }

  private void grow() {
    long[] full = slots;
    slots = new long[Math.multiplyExact(2, full.length)];
    for (int i = 0; i < full.length; i += WIDTH) {
      if (full[i] != 0) {
        put(slot(full[i]), full[i], full[i + 1], full[i + 2]);
      }
    }
  }

  /** Where it is, or is to be. */
  private int slot(long hash) {
    int count = slots.length / WIDTH;
    int slot = (int) hash & count - 1;
    while (slots[WIDTH * slot] != 0 && slots[WIDTH * slot] != hash) {
      slot = slot + 1 & count - 1;
    }
    return WIDTH * slot;
  }
}

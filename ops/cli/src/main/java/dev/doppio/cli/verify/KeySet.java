package dev.doppio.cli.verify;

import java.util.Arrays;

/** Many keys, by their hashes: 16 bytes a key, or less. Not thread-safe. */
final class KeySet {
  private static final int FIRST = 1 << 10;

  private long[] slots = new long[FIRST];
  private int size;

  void add(KeptKey key) {
    if (2 * (size + 1) > slots.length) {
      long[] full = slots;
      slots = new long[Math.multiplyExact(2, full.length)];
      Arrays.stream(full).filter(hash -> hash != 0).forEach(hash -> slots[slot(hash)] = hash);
    }
    long hash = hash(key);
    int slot = slot(hash);
    size += slots[slot] == 0 ? 1 : 0;
    slots[slot] = hash;
  }

  boolean contains(KeptKey key) {
    long hash = hash(key);
    return slots[slot(hash)] == hash;
  }

  /** Zero is an empty slot. */
  static long hash(KeptKey key) {
    long hash = key.hash();
    return hash == 0 ? 1 : hash;
  }

  /** Where it is, or is to be. */
  private int slot(long hash) {
    int slot = (int) hash & slots.length - 1;
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }
}

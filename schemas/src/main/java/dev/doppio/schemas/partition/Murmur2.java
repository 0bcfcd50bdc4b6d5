package dev.doppio.schemas.partition;

/**
 * Kafka's murmur2 (the 32-bit variant with seed 0x9747b28c, made non-negative by clearing the
 * sign), so that any Kafka client's default partitioner gives the same number.
 */
final class Murmur2 {
  private static final int SEED = 0x9747b28c;
  private static final int M = 0x5bd1e995;
  private static final int R = 24;

  private Murmur2() {}

  /** From 0 to 2^31-1. */
  static int positive(byte[] data) {
    return hash(data) & 0x7fffffff;
  }

  private static int hash(byte[] data) {
    int length = data.length;
    int h = SEED ^ length;
    int whole = length & ~3;
    for (int i = 0; i < whole; i += 4) {
      int k =
          (data[i] & 0xff)
              | (data[i + 1] & 0xff) << 8
              | (data[i + 2] & 0xff) << 16
              | (data[i + 3] & 0xff) << 24;
      k *= M;
      k ^= k >>> R;
      k *= M;
      h *= M;
      h ^= k;
    }
    h = tail(data, whole, h);
    h ^= h >>> 13;
    h *= M;
    h ^= h >>> 15;
    return h;
  }

  private static int tail(byte[] data, int whole, int hash) {
    int h = hash;
    int rest = data.length - whole;
    for (int i = rest - 1; i >= 0; i--) {
      h ^= (data[whole + i] & 0xff) << (8 * i);
    }
    return rest == 0 ? h : h * M;
  }
}

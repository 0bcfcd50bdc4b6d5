package dev.doppio.cli.workload;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Contents of documents, each from its own seed: text as people write it, not noise. */
final class Documents {
  private static final String[] WORDS = {
    "espresso",
    "crema",
    "doppio",
    "ristretto",
    "macchiato",
    "caff\u00e8",
    "B\u00f6hnchen",
    "\u30b3\u30fc\u30d2\u30fc",
    "roast",
    "grind",
    "cup",
    "morning",
    "\u2615",
    "break",
    "origin",
    "filter",
    "aroma",
    "sugar",
    "milk",
    "night"
  };
  private static final String FILLER = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int DIGEST_BYTES = 32;

  private final RandomGenerator random;

  Documents(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Some words. */
  String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  /** ASCII of this many bytes. */
  String body(int bytes) {
    StringBuilder text = new StringBuilder(bytes);
    while (text.length() < bytes) {
      long bits = random.nextLong();
      for (int i = 0; i < 12 && text.length() < bytes; i++) {
        int letter = (int) (bits & 31);
        text.append(letter < 4 ? ' ' : FILLER.charAt(letter));
        bits >>>= 5;
      }
    }
    return text.toString();
  }

  byte[] digest() {
    byte[] digest = new byte[DIGEST_BYTES];
    random.nextBytes(digest);
    return digest;
  }

  String json() {
    return "{\"lang\": \""
        + words(1)
        + "\", \"tags\": [\""
        + words(1)
        + "\", "
        + random.nextInt(1_000)
        + ", null, true], \"ratio\": "
        + random.nextInt(1_000) / 8.0
        + "}";
  }

  double score() {
    return random.nextDouble() * 1e6 - 5e5;
  }

  BigDecimal balance() {
    return BigDecimal.valueOf(random.nextLong() >> 14, 4);
  }

  LocalDate born() {
    return LocalDate.of(1940, 1, 1).plusDays(random.nextInt(25_000));
  }

  /** In 2026 and 2027, with milliseconds. */
  LocalDateTime sent() {
    return LocalDateTime.of(2026, 1, 1, 0, 0)
        .plusNanos(random.nextLong(63_000_000_000L) * 1_000_000L);
  }

  String state() {
    return new String[] {"unread", "read", "archived"}[random.nextInt(3)];
  }
}

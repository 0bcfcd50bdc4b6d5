package dev.doppio.bench.workload;

import java.util.SplittableRandom;

/**
 * Documents of a size, the same for the same seed: a key of two columns, a version, a kind, a time,
 * and a body of words, which packs about as well as text does. One thread.
 */
final class Documents {
  /** Values beside the body: two BIGINT, an INT, a kind, a DATETIME(6). */
  private static final int BESIDE_BODY = 8 + 8 + 4 + 8 + 8;

  /** A document without a body to speak of. */
  static final int LEAST_BYTES = BESIDE_BODY + 4;

  private static final int WORDS = 2_000;
  private static final int LONGEST_WORD = 10;
  private static final int SHORTEST_WORD = 3;
  private static final int DOCUMENTS_OF_A_MEMBER = 50;
  private static final String COLUMNS =
      "INSERT INTO documents (member, document, version, kind, updated, body) VALUES ";
  private static final String UPSERT =
      " AS new ON DUPLICATE KEY UPDATE version = documents.version + 1, body = new.body";

  private final SplittableRandom random;
  private final String[] words;
  private final int bodyBytes;

  Documents(long seed, int documentBytes) {
    this.random = new SplittableRandom(seed);
    this.words = words(new SplittableRandom(1));
    this.bodyBytes = documentBytes - BESIDE_BODY;
  }

  static long member(long number) {
    return number / DOCUMENTS_OF_A_MEMBER;
  }

  static String table() {
    return "CREATE TABLE documents ("
        + "member BIGINT NOT NULL, document BIGINT NOT NULL, version INT NOT NULL,"
        + " kind VARCHAR(16) NOT NULL, updated DATETIME(6) NOT NULL, body MEDIUMTEXT NOT NULL,"
        + " PRIMARY KEY (member, document))";
  }

  /** One INSERT for documents {@code first} to {@code first + count - 1}. */
  void insert(long first, int count, StringBuilder sql) {
    sql.append(COLUMNS);
    for (long number = first; number < first + count; number++) {
      sql.append(number == first ? "" : ",");
      values(number, sql);
    }
  }

  /**
   * One statement that inserts documents {@code first} to {@code first + inserts - 1}, then changes
   * some from {@code oldest} on.
   */
  void upsert(long first, int inserts, int updates, long oldest, StringBuilder sql) {
    sql.append(COLUMNS);
    for (int row = 0; row < inserts + updates; row++) {
      sql.append(row == 0 ? "" : ",");
      values(row < inserts ? first + row : random.nextLong(oldest, first + inserts), sql);
    }
    sql.append(UPSERT);
  }

  private void values(long number, StringBuilder sql) {
    sql.append('(')
        .append(member(number))
        .append(',')
        .append(number)
        .append(",1,'message ','2026-01-02 03:04:05.678901','");
    body(sql);
    sql.append("')");
  }

  private void body(StringBuilder sql) {
    int end = sql.length() + bodyBytes;
    while (sql.length() < end) {
      sql.append(words[random.nextInt(WORDS)]).append(' ');
    }
    sql.setLength(end);
  }

  private static String[] words(SplittableRandom random) {
    String[] words = new String[WORDS];
    for (int i = 0; i < WORDS; i++) {
      StringBuilder word = new StringBuilder();
      int length = random.nextInt(SHORTEST_WORD, LONGEST_WORD);
      for (int letter = 0; letter < length; letter++) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      words[i] = word.toString();
    }
    return words;
  }
}

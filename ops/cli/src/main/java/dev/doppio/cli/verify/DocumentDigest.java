package dev.doppio.cli.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;

/** The digest of a document that is computed here: SHA-256 of its fields, cut to 128 bits. */
final class DocumentDigest {
  private static final int BYTES = 16;

  /** Of a document that is there more than once. */
  static final String TWICE = "twice".concat("-".repeat(2 * BYTES - "twice".length()));

  private DocumentDigest() {}

  /** Equal for equal fields: each name and each text goes in behind its length. */
  static String of(SortedMap<String, String> fields) {
    MessageDigest sha = Sha256.digest();
    fields.forEach(
        (name, text) -> {
          add(sha, name);
          add(sha, text);
        });
    return HexFormat.of().formatHex(sha.digest(), 0, BYTES);
  }

  private static void add(MessageDigest sha, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    sha.update(bytes);
  }
}

package dev.doppio.capture.row;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Stored bytes of a charset to text, exactly or not at all: nothing is replaced. The wide charsets
 * are those whose mapping Java and MySQL share; the narrow ones take MySQL's own table (its latin1
 * differs from both ISO-8859-1 and Java's windows-1252). Not thread-safe.
 */
public abstract class TextDecoder {
  private static final Map<String, Charset> WIDE =
      Map.of(
          "utf8mb4", StandardCharsets.UTF_8,
          "utf8mb3", StandardCharsets.UTF_8,
          "utf8", StandardCharsets.UTF_8,
          "utf16", StandardCharsets.UTF_16BE,
          "ucs2", StandardCharsets.UTF_16BE,
          "utf16le", StandardCharsets.UTF_16LE,
          "utf32", Charset.forName("UTF-32BE"));

  private TextDecoder() {}

  /** The decoder of a MySQL charset; empty when Doppio has none that is exact. */
  public static Optional<TextDecoder> of(String charset, SingleByteTables tables) {
    Charset wide = WIDE.get(charset);
    if (wide == null) {
      return tables.of(charset).map(Narrow::new);
    }
    return Optional.of(wide.equals(StandardCharsets.UTF_8) ? new Utf8() : new Wide(wide));
  }

  /**
   * The text.
   *
   * @throws IllegalArgumentException when the bytes are none of this charset
   */
  public abstract String decode(byte[] bytes);

  /** Quick, as nearly all text is of this kind. */
  private static final class Utf8 extends TextDecoder {
    /** Stands in for what is no text; bytes that mean it are looked at again. */
    private static final char REPLACEMENT = '\ufffd';

    private final Wide strict = new Wide(StandardCharsets.UTF_8);

    @Override
    public String decode(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.indexOf(REPLACEMENT) < 0 ? text : strict.decode(bytes);
    }
  }

  private static final class Wide extends TextDecoder {
    private final CharsetDecoder decoder;

    Wide(Charset charset) {
      decoder =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public String decode(byte[] bytes) {
      try {
        return decoder.decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw new IllegalArgumentException("bytes that are no text in " + decoder.charset(), e);
      }
    }
  }

  private static final class Narrow extends TextDecoder {
    private final char[] table;

    Narrow(char[] table) {
      this.table = table.clone();
    }

    @Override
    public String decode(byte[] bytes) {
      char[] text = new char[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        text[i] = table[bytes[i] & 0xff];
        if (text[i] == SingleByteTables.UNDEFINED) {
          throw new IllegalArgumentException("a byte that its charset does not define");
        }
      }
      return new String(text);
    }
  }
}

package dev.doppio.capture.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored bytes are text exactly, or none. */
final class TextDecoderTest {
  private static TextDecoder of(String charset) {
    return TextDecoder.of(charset, name -> Optional.empty()).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "\0\u007f", "grüße", "日本語", "a\ud83d\ude00b", "\ufffd\ufeff"})
  void utf8IsReadAsItIsWritten(String text) {
    assertThat(of("utf8mb4").decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    assertThat(of("utf16").decode(text.getBytes(StandardCharsets.UTF_16BE))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"80", "61ff62", "c080", "eda080", "f09f98", "e282", "f4908080", "efbfbd80"})
  void whatIsNoUtf8IsRefused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> of("utf8mb4").decode(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no text in UTF-8");
  }

  @Test
  void aCharsetOfOneByteIsReadByTheServersTable() {
    char[] table = new char[256];
    Arrays.fill(table, SingleByteTables.UNDEFINED);
    table[0x80] = '\u20ac';
    TextDecoder decoder = TextDecoder.of("latin1", name -> Optional.of(table)).orElseThrow();
    assertThat(decoder.decode(new byte[] {(byte) 0x80})).isEqualTo("\u20ac");
    assertThatThrownBy(() -> decoder.decode(new byte[] {1}))
        .hasMessageContaining("does not define");
  }
}

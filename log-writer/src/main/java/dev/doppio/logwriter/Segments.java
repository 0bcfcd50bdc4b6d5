package dev.doppio.logwriter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts values that are longer than a message may be. */
final class Segments {
  private Segments() {}

  /** The value itself when it is short enough, else pieces of {@code segmentBytes}. */
  static List<byte[]> of(byte[] value, int segmentBytes) {
    if (value.length <= segmentBytes) {
      return List.of(value);
    }
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0; from < value.length; from += segmentBytes) {
      pieces.add(Arrays.copyOfRange(value, from, Math.min(value.length, from + segmentBytes)));
    }
    return pieces;
  }
}

package dev.doppio.schemas.partition;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A table from code points to the code points that stand for their weights, made from a real
 * server's weights. No part of it comes from the Java platform, whose Unicode version would make
 * two JDKs place a document differently. Thread-safe.
 *
 * <pre>
 * 00C0 0061           one code point becomes another
 * 00DF 0073 0073      or several
 * 0300-034E           a range that the collation ignores
 * 10000-10FFFF FFFD   a range of which each becomes the same
 * AC00-D7A3 hangul    a range of syllables that become their two or three jamo
 * </pre>
 *
 * A code point without a line stays as it is.
 */
final class FoldingTable {
  private static final int ASCII = 128;
  private static final int SEVERAL = -1;
  private static final int NOTHING = -2;
  private static final Map<String, FoldingTable> LOADED = new ConcurrentHashMap<>();

  private final int[] first;
  private final int[] last;
  private final int[][] targets;

  /** The target of each ASCII code point: itself, another, NOTHING or SEVERAL. */
  private final int[] ascii = new int[ASCII];

  private record Range(int last, int[] target) {}

  /** Target of a range of Hangul syllables, compared by identity. */
  private static final int[] HANGUL = {};

  private FoldingTable(NavigableMap<Integer, Range> ranges) {
    first = ranges.keySet().stream().mapToInt(Integer::intValue).toArray();
    last = ranges.values().stream().mapToInt(Range::last).toArray();
    targets = ranges.values().stream().map(Range::target).toArray(int[][]::new);
    for (int c = 0; c < ASCII; c++) {
      int[] target = target(c);
      if (target == null) {
        ascii[c] = c;
      } else {
        ascii[c] = target.length == 0 ? NOTHING : target.length == 1 ? target[0] : SEVERAL;
      }
    }
  }

  /** The table of a family of collations, from the resources. */
  static FoldingTable of(String family) {
    return LOADED.computeIfAbsent(family, FoldingTable::load);
  }

  private static FoldingTable load(String family) {
    String resource = "/dev/doppio/schemas/partition/folding-" + family + ".txt";
    try (InputStream in = FoldingTable.class.getResourceAsStream(resource);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      NavigableMap<Integer, Range> ranges = new TreeMap<>();
      lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> add(line, ranges));
      return new FoldingTable(ranges);
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " does not read", e);
    }
  }

  private static void add(String line, NavigableMap<Integer, Range> ranges) {
    String[] fields = line.split(" ");
    String[] ends = fields[0].split("-");
    int[] target =
        fields.length == 2 && fields[1].equals("hangul")
            ? HANGUL
            : Arrays.stream(fields).skip(1).mapToInt(hex -> Integer.parseInt(hex, 16)).toArray();
    ranges.put(
        Integer.parseInt(ends[0], 16),
        new Range(Integer.parseInt(ends[ends.length - 1], 16), target));
  }

  /** The text with every code point replaced by its target. */
  String fold(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int target = c < ASCII ? ascii[c] : SEVERAL;
      if (target >= 0) {
        folded.append((char) target);
      } else if (target == SEVERAL) {
        append(c, folded);
      }
    }
    return folded.toString();
  }

  private void append(int c, StringBuilder folded) {
    int[] target = target(c);
    if (target == null) {
      folded.appendCodePoint(c);
    } else if (target == HANGUL) {
      appendJamo(c, folded);
    } else {
      for (int t : target) {
        folded.appendCodePoint(t);
      }
    }
  }

  /** Null for a code point that stays. */
  private int[] target(int c) {
    int at = Arrays.binarySearch(first, c);
    int line = at >= 0 ? at : -at - 2;
    return line >= 0 && c <= last[line] ? targets[line] : null;
  }

  /** The Unicode Standard, section 3.12: 19 leading consonants, 21 vowels, 27 trailing or none. */
  private static void appendJamo(int syllable, StringBuilder folded) {
    int index = syllable - 0xAC00;
    folded.append((char) (0x1100 + index / (21 * 28)));
    folded.append((char) (0x1161 + index / 28 % 21));
    if (index % 28 > 0) {
      folded.append((char) (0x11A7 + index % 28));
    }
  }
}

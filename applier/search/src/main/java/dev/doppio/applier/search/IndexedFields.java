package dev.doppio.applier.search;

import java.math.BigDecimal;
import java.util.Arrays;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FloatField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.util.BytesRef;

/** Adds values to a document so that they are found, each kind in its one form. */
final class IndexedFields {
  /** Longest text that is also found as a whole, in bytes of UTF-8: Lucene takes 32,766. */
  static final int MOST_EXACT_BYTES = 256;

  /** Longest binary value that is found, in bytes: ids and digests. */
  static final int MOST_BINARY_BYTES = 64;

  private final Document document;

  IndexedFields(Document document) {
    this.document = document;
  }

  /** Words, and the whole where it is short. */
  void text(String path, String text) {
    words(path, text);
    exact(path, text);
  }

  void words(String path, String text) {
    document.add(new TextField(name(path, Kind.TEXT), text, Field.Store.NO));
  }

  /** The whole text; nothing where it is long. */
  void exact(String path, String text) {
    if (text.length() <= MOST_EXACT_BYTES) {
      BytesRef bytes = new BytesRef(text);
      if (bytes.length <= MOST_EXACT_BYTES) {
        document.add(new StringField(name(path, Kind.EXACT), bytes, Field.Store.NO));
      }
    }
  }

  void number(String path, long number) {
    document.add(new LongField(name(path, Kind.LONG), number, Field.Store.NO));
  }

  void number(String path, float number) {
    document.add(new FloatField(name(path, Kind.FLOAT), number, Field.Store.NO));
  }

  void number(String path, double number) {
    document.add(new DoubleField(name(path, Kind.DOUBLE), number, Field.Store.NO));
  }

  void decimal(String path, BigDecimal number) {
    BytesRef term = DecimalTerm.of(number);
    document.add(new StringField(name(path, Kind.DECIMAL), term, Field.Store.NO));
    document.add(new SortedSetDocValuesField(name(path, Kind.DECIMAL), term));
  }

  /** Microseconds since 1970-01-01 00:00. */
  void instant(String path, long micros) {
    document.add(new LongField(name(path, Kind.INSTANT), micros, Field.Store.NO));
  }

  /** Microseconds. */
  void time(String path, long micros) {
    document.add(new LongField(name(path, Kind.TIME), micros, Field.Store.NO));
  }

  /** Nothing where it is long. */
  void binary(String path, byte[] bytes) {
    if (bytes.length <= MOST_BINARY_BYTES) {
      BytesRef term = new BytesRef(Arrays.copyOf(bytes, bytes.length));
      document.add(new StringField(name(path, Kind.BINARY), term, Field.Store.NO));
    }
  }

  private static String name(String path, Kind kind) {
    return FieldNames.indexed(path, kind);
  }
}

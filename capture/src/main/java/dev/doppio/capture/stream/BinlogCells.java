package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.doppio.capture.row.PackedTime;
import java.io.IOException;
import java.io.Serializable;

/**
 * Cells as the binlog stores them, in the form {@code capture.row} takes: nothing is interpreted
 * that only the table's structure can tell. Formats after MySQL's {@code sql-common/my_time.cc}.
 */
final class BinlogCells {
  private static final int TIME_OFFSET = 0x80_0000;
  private static final int MICROS_PER_SECOND = 1_000_000;

  private BinlogCells() {}

  /** True when {@link #read} reads the type; the library reads the others. */
  static boolean reads(ColumnType type) {
    return switch (type) {
      case FLOAT, DOUBLE, NEWDECIMAL, GEOMETRY, VECTOR -> false;
      default -> true;
    };
  }

  static Serializable read(ColumnType type, int meta, int length, ByteArrayInputStream in)
      throws IOException {
    return switch (type) {
      case TINY -> (long) (byte) in.readInteger(1);
      case SHORT -> (long) (short) in.readInteger(2);
      case INT24 -> (long) (in.readInteger(3) << 8 >> 8);
      case LONG -> (long) in.readInteger(4);
      case LONGLONG -> in.readLong(8);
      case BIT -> in.read(((meta >> 8) * 8 + (meta & 0xff) + 7) / 8);
      case YEAR -> (long) in.readInteger(1);
      case ENUM -> (long) in.readInteger(length);
      case SET -> in.readLong(length);
      case STRING -> in.read(length < 256 ? in.readInteger(1) : in.readInteger(2));
      case VARCHAR, VAR_STRING -> in.read(meta < 256 ? in.readInteger(1) : in.readInteger(2));
      case BLOB -> in.read(in.readInteger(meta));
      case JSON -> json(in.read(in.readInteger(meta)));
      case DATE -> (long) in.readInteger(3);
      case TIME_V2 -> time(meta, in);
      case DATETIME_V2 -> dateTime(meta, in);
      case TIMESTAMP_V2 -> bigEndian(in, 4) * MICROS_PER_SECOND + fraction(meta, in);
      case TIMESTAMP -> in.readLong(4) * MICROS_PER_SECOND;
      default -> throw new IOException("type " + type + " in a captured table");
    };
  }

  /** MySQL reads an empty value of a JSON column as the JSON literal null. */
  static String json(byte[] binary) throws IOException {
    return binary.length == 0 ? "null" : JsonText.of(binary);
  }

  /** 10 bits of hours, 6 of minutes, 6 of seconds, sign by offset; a negative fraction borrows. */
  private static long time(int digits, ByteArrayInputStream in) throws IOException {
    long whole = bigEndian(in, 3) - TIME_OFFSET;
    int bytes = (digits + 1) / 2;
    long fraction = bigEndian(in, bytes);
    if (whole < 0 && fraction != 0) {
      whole++;
      fraction -= 1L << (8 * bytes);
    }
    long micros = Math.abs(fraction) * scale(bytes);
    long clock = Math.abs(whole);
    long seconds = (clock >> 12 & 0x3ff) * 3600 + (clock >> 6 & 0x3f) * 60 + (clock & 0x3f);
    long total = seconds * MICROS_PER_SECOND + micros;
    return whole < 0 || fraction < 0 ? -total : total;
  }

  /** A sign bit, 17 bits of year * 13 + month, 5 of days, 5 of hours, 6 of minutes and seconds. */
  private static long dateTime(int digits, ByteArrayInputStream in) throws IOException {
    long fields = bigEndian(in, 5);
    int yearAndMonth = (int) (fields >> 22) & 0x1_ffff;
    int day = (int) (fields >> 17) & 0x1f;
    int seconds =
        (int) (fields >> 12 & 0x1f) * 3600
            + (int) (fields >> 6 & 0x3f) * 60
            + (int) (fields & 0x3f);
    long date = PackedTime.date(yearAndMonth / 13, yearAndMonth % 13, day);
    return PackedTime.dateTime(date, seconds, (int) fraction(digits, in));
  }

  private static long fraction(int digits, ByteArrayInputStream in) throws IOException {
    int bytes = (digits + 1) / 2;
    return bigEndian(in, bytes) * scale(bytes);
  }

  private static long scale(int bytes) {
    return bytes == 1 ? 10_000 : bytes == 2 ? 100 : 1;
  }

  private static long bigEndian(ByteArrayInputStream in, int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | in.readInteger(1);
    }
    return value;
  }
}

package dev.doppio.schemas.avro;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads single-object-encoded values one after the other. Every failure is a {@link
 * FailureKind#LOG_CORRUPT} that names the value; no length inside the bytes makes it allocate more
 * than the value's own size. Not thread-safe: it reuses its buffers.
 */
public final class SingleObjectReader {
  static final int MARKER = 0xC3;
  static final int VERSION = 0x01;
  private static final int HEADER_BYTES = 2 + Long.BYTES;

  private final byte[] shortText = new byte[256];
  private BinaryDecoder body;
  private int limit;
  private String name = "";

  /**
   * The fingerprint of the schema a value was written under.
   *
   * @param name of the value, for the message of a failure
   */
  public static long fingerprint(byte[] value, String name) {
    if (value.length < HEADER_BYTES
        || (value[0] & 0xFF) != MARKER
        || (value[1] & 0xFF) != VERSION) {
      throw corrupt(name, "it does not begin with C3 01 and a fingerprint", null);
    }
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
  }

  /** Begins with a value whose {@link #fingerprint} was checked. */
  public void open(byte[] value, String name) {
    this.name = name;
    this.limit = value.length - HEADER_BYTES;
    this.body = DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, limit, body);
  }

  /** An Avro long. */
  public long readLong() {
    try {
      return body.readLong();
    } catch (IOException e) {
      throw corrupt(e);
    }
  }

  /** An Avro int. */
  public int readInt() {
    try {
      return body.readInt();
    } catch (IOException e) {
      throw corrupt(e);
    }
  }

  /** An Avro float. */
  public float readFloat() {
    try {
      return body.readFloat();
    } catch (IOException e) {
      throw corrupt(e);
    }
  }

  /** An Avro double. */
  public double readDouble() {
    try {
      return body.readDouble();
    } catch (IOException e) {
      throw corrupt(e);
    }
  }

  /** Index of a union's branch, or of an enum's symbol, below {@code count}. */
  public int readIndex(int count) {
    int index = readInt();
    if (index < 0 || index >= count) {
      throw corrupt("branch " + index + " of " + count);
    }
    return index;
  }

  /** Avro bytes. */
  public byte[] readBytes() {
    return content(new byte[length()]);
  }

  /** An Avro string. */
  public String readString() {
    int length = length();
    byte[] bytes = length <= shortText.length ? shortText : new byte[length];
    try {
      body.readFixed(bytes, 0, length);
    } catch (IOException e) {
      throw corrupt(e);
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private byte[] content(byte[] bytes) {
    try {
      body.readFixed(bytes);
      return bytes;
    } catch (IOException e) {
      throw corrupt(e);
    }
  }

  private int length() {
    long length = readLong();
    if (length < 0 || length > limit) {
      throw corrupt("a part of " + length + " bytes in a body of " + limit);
    }
    return (int) length;
  }

  /** How many items of an Avro array come next, before it is asked again; 0 at its end. */
  public int readBlock() {
    long count = readLong();
    if (count < 0) {
      readLong();
      count = -count;
    }
    if (count < 0 || count > limit) {
      throw corrupt("an array of " + count + " items in a body of " + limit);
    }
    return (int) count;
  }

  /** Checks that nothing follows. */
  public void end() {
    try {
      if (!body.isEnd()) {
        throw corrupt("bytes follow its end");
      }
    } catch (IOException e) {
      throw corrupt(e);
    }
  }

  /** The failure of the value being read. */
  public DoppioException corrupt(String why) {
    return corrupt(name, why, null);
  }

  private DoppioException corrupt(IOException cause) {
    return corrupt(name, "it ends early, or holds no number where one belongs", cause);
  }

  private static DoppioException corrupt(String name, String why, IOException cause) {
    return new DoppioException(
        FailureKind.LOG_CORRUPT,
        name
            + " does not read: "
            + why
            + "; compare this place with another copy of the log before passing it",
        cause);
  }
}

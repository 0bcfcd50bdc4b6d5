package dev.doppio.schemas.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Writes single-object-encoded values one after the other. Not thread-safe: it reuses its buffer.
 */
public final class SingleObjectWriter {
  /** A larger buffer is given back after use, so that one huge value does not pin its memory. */
  private static final int KEPT_BUFFER_BYTES = 1 << 20;

  private static final int FIRST_BUFFER_BYTES = 1 << 10;

  private final ByteBuffer fingerprintBytes =
      ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private Bytes bytes = new Bytes();
  private BinaryEncoder body = EncoderFactory.get().binaryEncoder(bytes, null);

  /** Writes a body's fields in their schema's order. */
  @FunctionalInterface
  public interface Body {
    void writeTo(BinaryEncoder out) throws IOException;
  }

  /** What was written, without a copy of it. */
  private static final class Bytes extends ByteArrayOutputStream {
    Bytes() {
      super(FIRST_BUFFER_BYTES);
    }

    void copyTo(BinaryEncoder out) throws IOException {
      out.writeBytes(buf, 0, count);
    }
  }

  /** The bytes of one value. */
  public byte[] write(long fingerprint, Body content) {
    fill(fingerprint, content);
    byte[] result = bytes.toByteArray();
    empty();
    return result;
  }

  /** The bytes of one value, as Avro's {@code bytes} in the value that another writer writes. */
  public void writeInto(BinaryEncoder out, long fingerprint, Body content) throws IOException {
    fill(fingerprint, content);
    bytes.copyTo(out);
    empty();
  }

  private void fill(long fingerprint, Body content) {
    bytes.write(SingleObjectReader.MARKER);
    bytes.write(SingleObjectReader.VERSION);
    bytes.write(fingerprintBytes.putLong(0, fingerprint).array(), 0, Long.BYTES);
    boolean whole = false;
    try {
      content.writeTo(body);
      body.flush();
      whole = true;
    } catch (IOException impossible) {
      throw new UncheckedIOException("a byte array refused bytes", impossible);
    } finally {
      if (!whole) {
        renew();
      }
    }
  }

  private void empty() {
    if (bytes.size() > KEPT_BUFFER_BYTES) {
      renew();
    } else {
      bytes.reset();
    }
  }

  /** The encoder has a buffer of its own, in which half a value may be left. */
  private void renew() {
    bytes = new Bytes();
    body = EncoderFactory.get().binaryEncoder(bytes, null);
  }
}

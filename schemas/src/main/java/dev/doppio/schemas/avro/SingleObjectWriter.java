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
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_BUFFER_BYTES);
  private BinaryEncoder body = EncoderFactory.get().directBinaryEncoder(bytes, null);

  /** Writes a body's fields in their schema's order. */
  @FunctionalInterface
  public interface Body {
    void writeTo(BinaryEncoder out) throws IOException;
  }

  /** The bytes of one value. */
  public byte[] write(long fingerprint, Body content) {
    bytes.reset();
    bytes.write(SingleObjectReader.MARKER);
    bytes.write(SingleObjectReader.VERSION);
    bytes.write(fingerprintBytes.putLong(0, fingerprint).array(), 0, Long.BYTES);
    try {
      content.writeTo(body);
      body.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("a byte array refused bytes", impossible);
    }
    byte[] result = bytes.toByteArray();
    if (result.length > KEPT_BUFFER_BYTES) {
      bytes = new ByteArrayOutputStream(FIRST_BUFFER_BYTES);
      body = EncoderFactory.get().directBinaryEncoder(bytes, body);
    }
    return result;
  }
}

package dev.doppio.schemas.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C over (ordinal as 4 big-endian bytes, key, value) of each record of a run, in log order. A
 * record of the log that only carries E (no key, no value) counts with its ordinal. Not
 * thread-safe.
 */
public final class RunChecksum {
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer ordinalBytes = ByteBuffer.allocate(Integer.BYTES);

  /** Adds a record. */
  public void add(int ordinal, byte[] key, byte[] value) {
    crc.update(ordinalBytes.putInt(0, ordinal).array());
    crc.update(key);
    crc.update(value);
  }

  /** The checksum of what was added so far. */
  public int value() {
    return (int) crc.getValue();
  }

  /** Forgets everything, for the next run. */
  public void reset() {
    crc.reset();
  }
}

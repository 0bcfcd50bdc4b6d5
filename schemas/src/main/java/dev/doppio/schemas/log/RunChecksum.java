package dev.doppio.schemas.log;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * CRC32C over everything of a run that its readers rely on, as it stands in the log. Of each record
 * in log order: header {@code p}; header {@code b} where there is one; the length of the key (4
 * bytes, big-endian), the key; the length of the value (4 bytes), the value. After the last record
 * header {@code e} with zeros in place of the checksum. So no byte can move from one field into the
 * next unseen. Not thread-safe.
 */
public final class RunChecksum {
  private static final int NOT_KNOWN_YET = 0;

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

  /**
   * Adds the next record.
   *
   * @param place with all its flags, E too
   * @param begin present exactly when the place is a B
   */
  public void add(Place place, Optional<BeginHeader> begin, byte[] key, byte[] value) {
    crc.update(place.encode());
    begin.ifPresent(header -> crc.update(header.encode()));
    add(key);
    add(value);
  }

  private void add(byte[] bytes) {
    crc.update(length.putInt(0, bytes.length).array());
    crc.update(bytes);
  }

  /**
   * The header that the last record of the run has to carry. Forgets everything, for the next run.
   *
   * @param rows document changes in the run
   * @param partitions how many partitions the source transaction touched
   */
  public EndHeader end(int rows, int partitions) {
    crc.update(new EndHeader(rows, NOT_KNOWN_YET, partitions).encode());
    EndHeader end = new EndHeader(rows, (int) crc.getValue(), partitions);
    crc.reset();
    return end;
  }
}

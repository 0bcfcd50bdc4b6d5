package dev.doppio.cli.verify;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.log.PartitionId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * A document where a replica keeps it.
 *
 * @param partition that it lies in there
 * @param document its key
 */
record KeptKey(PartitionId partition, DocumentKey document) {
  KeptKey {
    Objects.requireNonNull(partition);
    Objects.requireNonNull(document);
  }

  static KeptKey of(DocumentPlace place) {
    return new KeptKey(place.partition(), place.document());
  }

  /** 64 bits that two of them have in common by chance in 2^64. */
  long hash() {
    MessageDigest sha = Sha256.digest();
    sha.update(document.bytes());
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, partition.number()));
    return ByteBuffer.wrap(sha.digest()).getLong();
  }
}

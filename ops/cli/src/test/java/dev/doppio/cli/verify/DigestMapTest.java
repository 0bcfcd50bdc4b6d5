package dev.doppio.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.log.PartitionId;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DigestMapTest {
  private static final int DOCUMENTS = 5_000;

  private static KeptKey key(int partition, int id) {
    return new KeptKey(new PartitionId("shop", partition), new DocumentKey("doc/" + id));
  }

  private static String digest(int id) {
    return DocumentDigest.of(new TreeMap<>(Map.of("id", Integer.toString(id))));
  }

  @Test
  void eachDocumentHasItsDigestHoweverManyThereAre() {
    DigestMap digests = new DigestMap();
    KeySet keys = new KeySet();
    for (int id = 0; id < DOCUMENTS; id++) {
      digests.put(key(1, id), digest(id));
      keys.add(key(1, id));
    }
    for (int id = 0; id < DOCUMENTS; id++) {
      assertThat(digests.get(key(1, id))).contains(digest(id));
      assertThat(keys.contains(key(1, id))).isTrue();
      assertThat(digests.get(key(2, id))).as("the same in another partition").isEmpty();
      assertThat(keys.contains(key(2, id))).as("the same in another partition").isFalse();
    }
  }

  @Test
  void whatIsThereTwiceIsEqualToNothing() {
    DigestMap digests = new DigestMap();
    digests.put(key(1, 7), digest(7));
    digests.put(key(1, 7), digest(7));

    assertThat(digests.get(key(1, 7))).contains(DocumentDigest.TWICE);
    assertThat(DocumentDigest.TWICE).hasSize(digest(7).length()).isNotEqualTo(digest(7));
  }

  @Test
  void namesAndTextsOfFieldsCanNotRunIntoEachOther() {
    assertThat(DocumentDigest.of(new TreeMap<>(Map.of("a", "bc"))))
        .isNotEqualTo(DocumentDigest.of(new TreeMap<>(Map.of("ab", "c"))));
    assertThat(DocumentDigest.of(new TreeMap<>(Map.of("a", ""))))
        .isNotEqualTo(DocumentDigest.of(new TreeMap<>()));
  }
}

package dev.doppio.applier.search;

import static dev.doppio.applier.search.Shop.column;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an index keeps of a document is what the document's row has there. */
final class IndexedDocumentsTest {
  private static final Column ID = column("id", MySqlType.BIGINT);
  private static final TableVersion TABLE =
      Shop.table(
          "doc",
          ID,
          column("_i", MySqlType.INT),
          column("f", MySqlType.FLOAT),
          column("d", MySqlType.DECIMAL),
          column("day", MySqlType.DATE),
          column("zero", MySqlType.DATE),
          column("text", MySqlType.VARCHAR),
          column("bytes", MySqlType.BLOB),
          column("j", MySqlType.JSON),
          column("nothing", MySqlType.VARCHAR));

  @TempDir Path folder;
  private LuceneTarget target;
  private TargetPartition part;
  private IndexedDocuments documents;

  @BeforeEach
  void open() {
    target = LuceneTarget.connect(Shop.config(folder));
    part = target.open(Shop.PARTITION);
    documents = new IndexedDocuments(Shop.config(folder));
  }

  @AfterEach
  void close() {
    documents.close();
    part.close();
    target.close();
  }

  private static DocumentChange document(long id, String text) {
    return Shop.insert(
        TABLE,
        id,
        -7L,
        0.1f,
        new BigDecimal("1.50"),
        20_000L,
        new MySqlLiteral("0000-00-00"),
        text,
        new byte[] {0, -1},
        new JsonValue("{\"a\": 1}", java.util.Optional.empty()),
        null);
  }

  private List<IndexedDocuments.Document> read(Map<PartitionId, Checkpoint> at, String... keys) {
    List<DocumentKey> wanted = java.util.Arrays.stream(keys).map(DocumentKey::new).toList();
    List<IndexedDocuments.Document> found = new ArrayList<>();
    Map<PartitionId, Checkpoint> places =
        documents.read(TABLE.name(), Map.of(Shop.PARTITION, wanted), found::add);
    assertThat(places).isEqualTo(at);
    return found;
  }

  @Test
  void aDocumentIsReadAsItsRowHasItAtThePlaceOfItsCommit() {
    assertThat(documents.checkpoints(List.of(Shop.PARTITION))).isEmpty();
    assertThat(read(Map.of(), "doc/1")).isEmpty();
    DocumentChange one = document(1, "one");
    Shop.commit(part, 1, one, document(2, "two"));

    List<IndexedDocuments.Document> found =
        read(Map.of(Shop.PARTITION, Shop.at(1)), "doc/1", "doc/3");
    assertThat(found).extracting(IndexedDocuments.Document::key).containsExactly(one.key());
    assertThat(found.get(0).fields())
        .isEqualTo(IndexedDocuments.fields(one.after().orElseThrow()))
        .hasSize(11);

    Shop.commit(part, 2, document(1, "other"));
    assertThat(read(Map.of(Shop.PARTITION, Shop.at(2)), "doc/1").get(0).fields())
        .isEqualTo(IndexedDocuments.fields(document(1, "other").after().orElseThrow()))
        .isNotEqualTo(found.get(0).fields());
    assertThat(documents.checkpoints(List.of(Shop.PARTITION)))
        .isEqualTo(Map.of(Shop.PARTITION, Shop.at(2)));
  }

  @Test
  void theKeysOfATableAreThoseThatAreNotDeletedAndNoOtherTables() {
    Shop.commit(part, 1, document(1, "one"), document(2, "two"));
    Shop.commit(part, 2, Shop.insert(Shop.table("docs", ID), 3L));
    Shop.commit(part, 3, Shop.delete(Shop.table("doc", ID), 1L));

    List<String> keys = new ArrayList<>();
    documents.keys(TABLE.name(), List.of(Shop.PARTITION), (partition, key) -> keys.add(key.path()));
    assertThat(keys).containsExactly("doc/2");
  }
}

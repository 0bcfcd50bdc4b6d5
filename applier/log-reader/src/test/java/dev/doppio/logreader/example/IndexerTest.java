package dev.doppio.logreader.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.LogCopy;
import dev.doppio.logreader.Notes;
import dev.doppio.logreader.ReadPlan;
import dev.doppio.logreader.Runs;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The example runs. */
final class IndexerTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 0);
  private static final int ROUNDS = 100;

  private final LogCopy log = new LogCopy(7);
  private final DocumentIndex index = new DocumentIndex();

  @Test
  void everyDocumentHasTheScnOfItsLastChange() {
    List<LogRecord> written = new ArrayList<>();
    Runs runs = Runs.opened(written);
    written.addAll(runs.transaction(Notes.insert(note(1, "one")), Notes.insert(note(2, "two"))));
    written.addAll(runs.transaction(Notes.update(note(1, "one more")), Notes.delete(2)));
    log.append(PARTITION, written);
    run();
    assertThat(documents()).containsExactly(document("1:2", note(1, "one more")));
    log.append(PARTITION, runs.transaction(Notes.insert(note(3, "after a restart"))));
    run();
    assertThat(documents())
        .containsExactlyInAnyOrder(
            document("1:2", note(1, "one more")), document("1:3", note(3, "after a restart")));
  }

  private List<DocumentIndex.Document> documents() {
    return index.documents(Notes.FIRST.name());
  }

  private static DocumentIndex.Document document(String scn, Row row) {
    return new DocumentIndex.Document(Scn.parse(scn).packed(), row);
  }

  private static Row note(long id, String body) {
    return Notes.row(id, body);
  }

  private void run() {
    AtomicInteger rounds = new AtomicInteger();
    ReadPlan plan = ReadPlan.all(Set.of(PARTITION));
    Indexer.run(log, Runs::schemas, plan, index, () -> rounds.incrementAndGet() > ROUNDS);
  }
}

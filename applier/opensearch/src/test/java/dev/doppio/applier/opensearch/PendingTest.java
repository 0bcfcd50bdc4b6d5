package dev.doppio.applier.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.log.Scn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a transaction is going to do, in memory and beyond. */
final class PendingTest {
  private static final Scn SCN = new Scn(1, 7);

  @Test
  void ofADocumentsChangesTheLastOneIsSentAlone() {
    try (Pending pending = new Pending(10_000)) {
      pending.add("a", operation("doc/1", 1));
      pending.add("a", operation("doc/2", 1));
      pending.add("b", operation("doc/1", 1));
      pending.add("a", operation("doc/1", 2));
      assertThat(drained(pending)).containsExactly(text("doc/2", 1, "doc/1", 1, "doc/1", 2));
      assertThat(drained(pending)).isEmpty();
    }
  }

  @Test
  void whatIsLargerThanARequestWaitsInAFileAndComesLastFirst() {
    try (Pending pending = new Pending(operation("doc/1", 1).bytes() * 2)) {
      for (int i = 1; i <= 5; i++) {
        pending.add("a", operation("doc/" + i, i));
      }
      assertThat(drained(pending))
          .containsExactly(
              text("doc/5", 5), text("doc/3", 3, "doc/4", 4), text("doc/1", 1, "doc/2", 2));
      pending.add("a", operation("doc/9", 9));
      assertThat(drained(pending)).containsExactly(text("doc/9", 9));
    }
  }

  @Test
  void anOperationLargerThanARequestIsOneOfItsOwn() {
    try (Pending pending = new Pending(10)) {
      pending.add("a", operation("doc/1", 1));
      pending.add("a", operation("doc/2", 2));
      assertThat(drained(pending)).containsExactly(text("doc/2", 2), text("doc/1", 1));
    }
  }

  @Test
  void whatWasForgottenIsNotSent() {
    try (Pending pending = new Pending(10)) {
      pending.add("a", operation("doc/1", 1));
      pending.add("a", operation("doc/2", 2));
      pending.clear();
      assertThat(drained(pending)).isEmpty();
    }
  }

  private static List<String> drained(Pending pending) {
    List<String> requests = new ArrayList<>();
    pending.drain(request -> requests.add(new String(request, StandardCharsets.UTF_8)));
    return requests;
  }

  private static Operation operation(String id, int content) {
    return new Operation(
        id,
        List.of(
            Operation.delete("a", id, SCN).lines().get(0),
            ("{\"content\":" + content + "}\n").getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(Object... idsAndContents) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < idsAndContents.length; i += 2) {
      Operation operation = operation((String) idsAndContents[i], (Integer) idsAndContents[i + 1]);
      operation.lines().forEach(line -> text.append(new String(line, StandardCharsets.UTF_8)));
    }
    return text.toString();
  }
}

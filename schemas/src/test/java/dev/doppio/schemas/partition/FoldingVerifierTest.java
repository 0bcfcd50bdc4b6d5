package dev.doppio.schemas.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FoldingVerifierTest {
  private static final String COLLATION = "utf8mb3_fake_ci";

  private final FoldingVerifier verifier = new FoldingVerifier(new CaselessServer(), 7);

  /** A server whose collation knows no case and, like PAD SPACE, no trailing spaces. */
  private static final class CaselessServer implements CollationServer {
    @Override
    public List<Optional<String>> weights(String collation, List<String> texts) {
      return texts.stream().map(text -> Optional.of(weight(text))).toList();
    }

    @Override
    public List<Boolean> equal(String collation, List<Pair> pairs) {
      return pairs.stream()
          .map(pair -> weight(trimmed(pair.left())).equals(weight(trimmed(pair.right()))))
          .toList();
    }

    private static String weight(String text) {
      StringBuilder hex = new StringBuilder();
      text.chars().forEach(c -> hex.append(String.format("%04X", (int) caseless((char) c))));
      return hex.toString();
    }
  }

  private static char caseless(char c) {
    return c < 128 ? Character.toUpperCase(c) : c;
  }

  private static String trimmed(String text) {
    return text.replaceFirst(" +$", "");
  }

  @Test
  void aFoldingAsCoarseAsTheServerPasses() {
    FoldingVerifier.Report report =
        verifier.verify(COLLATION, text -> trimmed(text.toUpperCase(Locale.ROOT)));
    assertThat(report.violations()).isEmpty();
    assertThat(report.texts()).isGreaterThan(60_000);
    assertThat(report.shared()).isGreaterThanOrEqualTo(26);
    assertThat(report.equalPairs()).isGreaterThan(1_000);
  }

  @Test
  void noFoldingAtAllFails() {
    assertThat(verifier.verify(COLLATION, UnaryOperator.identity()).violations()).isNotEmpty();
  }

  @Test
  void aFoldingThatKeepsTrailingSpacesFails() {
    assertThat(verifier.verify(COLLATION, text -> text.toUpperCase(Locale.ROOT)).violations())
        .isNotEmpty();
  }

  @Test
  void aFoldingThatMissesOneLetterFails() {
    UnaryOperator<String> folding =
        text -> text.equals("q") ? text : trimmed(text.toUpperCase(Locale.ROOT));
    assertThat(verifier.verify(COLLATION, folding).violations())
        .isNotEmpty()
        .allMatch(violation -> violation.contains("[0051]"));
  }
}

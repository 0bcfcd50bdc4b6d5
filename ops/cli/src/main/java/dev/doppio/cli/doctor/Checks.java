package dev.doppio.cli.doctor;

import dev.doppio.cli.doctor.Check.Finding;
import dev.doppio.schemas.failure.DoppioException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks of one daemon, one after the other: what fails one does not end the others. */
final class Checks {
  private final String daemon;
  private final List<Check> done = new ArrayList<>();

  Checks(String daemon) {
    this.daemon = daemon;
  }

  /** A check that notes what it finds. */
  interface Look<T> {
    T at(Consumer<Finding> findings);
  }

  /** Does one; empty when it could not be done. */
  <T> Optional<T> look(String subject, Look<T> look) {
    List<Finding> findings = new ArrayList<>();
    Optional<T> found = Optional.empty();
    try {
      found = Optional.of(look.at(findings::add));
    } catch (DoppioException e) {
      findings.add(Finding.of(e));
    }
    done.add(new Check(daemon, subject, findings));
    return found;
  }

  List<Check> done() {
    return done;
  }
}

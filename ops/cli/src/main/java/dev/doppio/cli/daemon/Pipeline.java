package dev.doppio.cli.daemon;

import dev.doppio.console.Health;
import dev.doppio.schemas.failure.DoppioException;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Optional;

/** What a daemon runs: loops, what they show, and how they end. */
interface Pipeline extends Health, AutoCloseable {
  /** Its loops, in the order of the data. */
  List<Duty> duties();

  /** Its meters. Whoever registers them keeps them: a registry alone forgets what it measures. */
  List<MeterBinder> meters();

  /** One line for the log: what it does, from where to where. */
  String describe();

  /** How it does, for {@code doppio status}. */
  DaemonReport report();

  @Override
  default String status() {
    return report().toJson();
  }

  /** Why it can do nothing more, though no loop has failed. */
  default Optional<DoppioException> exhausted() {
    return Optional.empty();
  }

  /** What its duties had in hand and could not finish, once they have ended: whole sentences. */
  List<String> undone();

  @Override
  default boolean live() {
    return true;
  }

  /** After all its duties have ended; idempotent. */
  @Override
  void close();

  /** Makes a pipeline, insisting where servers can't be reached. */
  interface Recipe {
    /** Empty when a signal came first. */
    Optional<Pipeline> open(Patience patience);
  }
}

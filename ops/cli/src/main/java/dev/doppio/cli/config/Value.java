package dev.doppio.cli.config;

import java.util.Optional;

/**
 * A value of the configuration, or the fact that it has a problem, which is noted already. So the
 * reading goes on to the next problem.
 */
public final class Value<T> {
  private final Optional<T> content;

  private Value(Optional<T> content) {
    this.content = content;
  }

  static <T> Value<T> of(T content) {
    return new Value<>(Optional.of(content));
  }

  static <T> Value<T> broken() {
    return new Value<>(Optional.empty());
  }

  /**
   * The value.
   *
   * @throws Broken when it has a problem; {@link Section#build} takes it
   */
  public T get() {
    return content.orElseThrow(Broken::new);
  }

  boolean isBroken() {
    return content.isEmpty();
  }

  /** The value is not there because of a problem that is noted already. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken() {
      super("a problem of the configuration that is noted already", null, false, false);
    }
  }
}

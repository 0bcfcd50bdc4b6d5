package dev.doppio.cli.daemon;

/** A loop without its thread: an {@link Agent} steps it. */
interface Duty {
  /** Names the thread. */
  String name();

  /**
   * One bounded piece of work.
   *
   * @return false when there was nothing to do, so that the agent may rest
   * @throws RuntimeException that ends the daemon; what may pass is not thrown
   */
  boolean step();

  /** True when what a step has done is work for the other duties of its pipeline, which rest. */
  default boolean feeds() {
    return false;
  }

  /** Called once, on the same thread, after the last step of an orderly end. */
  default void drain() {}
}

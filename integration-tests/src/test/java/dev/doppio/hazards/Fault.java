package dev.doppio.hazards;

/**
 * Something that goes wrong under a running pipeline.
 *
 * @param name for the table of results
 * @param expected what the pipeline is expected to do
 * @param strike does it, and undoes it where it does not pass by itself
 */
record Fault(String name, String expected, Strike strike) {
  /** How it is done. */
  interface Strike {
    /**
     * Does it.
     *
     * @return what was observed of it
     * @throws AssertionError when nothing was: a fault without effect proves nothing
     */
    String on(Flow flow) throws Exception;
  }

  @Override
  public String toString() {
    return name;
  }
}

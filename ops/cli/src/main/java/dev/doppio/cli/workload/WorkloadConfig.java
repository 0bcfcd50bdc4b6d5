package dev.doppio.cli.workload;

/**
 * What a workload writes.
 *
 * @param database made by {@link Workload#create()}
 * @param members who write
 * @param lanes connections that write at a time, each for its own members
 * @param ratePerSecond transactions of all lanes together
 * @param seed the same seed writes the same documents
 */
public record WorkloadConfig(
    String database, int members, int lanes, int ratePerSecond, long seed) {
  public WorkloadConfig {
    if (members < lanes || lanes < 1 || ratePerSecond < 1) {
      throw new IllegalArgumentException(
          "a workload has a lane at least, a member for each lane, and a rate above 0");
    }
  }
}

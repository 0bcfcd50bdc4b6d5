package dev.doppio.cli.demo;

/**
 * What a demo is asked for.
 *
 * @param seconds of traffic
 * @param rate source transactions a second
 * @param partitions of the log
 * @param seed of the traffic
 * @param tamper flip a byte at the source, behind the log's back, before comparing
 * @param keep leave all running until Ctrl-C
 */
public record DemoOptions(
    int seconds, int rate, int partitions, long seed, boolean tamper, boolean keep) {
  static final String DATABASE = "mailbox";
  static final int MEMBERS = 240;
  static final int MESSAGES_PER_MEMBER = 8;
  static final int LANES = 4;

  public DemoOptions {
    if (seconds < 1 || rate < 1 || partitions < 1) {
      throw new IllegalArgumentException("seconds, rate and partitions are 1 or more");
    }
  }
}

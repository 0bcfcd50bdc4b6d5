package dev.doppio.applier.opensearch;

/**
 * Counters of a target since it was opened.
 *
 * @param transactions checkpoints moved
 * @param indexed documents sent, those that were there already among them
 * @param deleted deletes sent
 * @param conflicts changes that a later or the same version of their document was there before: of
 *     a replay, and none else in the long run
 * @param throttled requests that the cluster refused for being busy, or parts of them
 * @param skipped what operators let the partitions opened here pass, ever
 */
public record OpenSearchTargetStats(
    long transactions, long indexed, long deleted, long conflicts, long throttled, long skipped) {}

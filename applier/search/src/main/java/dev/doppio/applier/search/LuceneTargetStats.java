package dev.doppio.applier.search;

/**
 * Counters of a target since it was opened.
 *
 * @param transactions Lucene commits
 * @param indexed documents written
 * @param deleted deletes, those of a dropped table as one
 * @param unmapped values in JSON columns that have no field of their own
 * @param skipped what operators let the partitions opened here pass, ever
 */
public record LuceneTargetStats(
    long transactions, long indexed, long deleted, long unmapped, long skipped) {}

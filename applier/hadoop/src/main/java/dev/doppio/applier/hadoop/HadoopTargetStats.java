package dev.doppio.applier.hadoop;

import java.time.Instant;
import java.util.Optional;

/**
 * Counters of a target since it was opened.
 *
 * @param transactions commits over all tables; each holds transactions of many partitions
 * @param appended rows in change tables
 * @param upserted rows in tables of the current state
 * @param deleted documents that left these, those of a truncation as one
 * @param skipped what operators let the partitions opened here pass, ever
 * @param watermark everything before it is loaded; empty while a partition has not told
 */
public record HadoopTargetStats(
    long transactions,
    long appended,
    long upserted,
    long deleted,
    long skipped,
    Optional<Instant> watermark) {}

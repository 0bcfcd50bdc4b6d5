package dev.doppio.applier.hadoop;

/**
 * What became of one Iceberg table.
 *
 * @param table its name
 * @param filesBefore data files that were written anew
 * @param deletesBefore delete files that are gone
 * @param filesAfter data files in their place
 * @param orphans files of nobody's, left by processes that died, that are gone
 */
public record Compacted(
    String table, int filesBefore, int deletesBefore, int filesAfter, int orphans) {}

/**
 * The log becomes a search index: a Lucene index a partition, whole transactions and their
 * checkpoint in one Lucene commit. Entries: {@code LuceneTarget} writes, {@code SearchIndex} reads;
 * the only Lucene code there is.
 */
package dev.doppio.applier.search;

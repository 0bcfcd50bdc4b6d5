/**
 * The log becomes indexes of an OpenSearch cluster: an index a table behind an alias, documents
 * with the SCN as their version, checkpoints written after them. Entry: {@code OpenSearchTarget};
 * the only OpenSearch code there is.
 */
package dev.doppio.applier.opensearch;

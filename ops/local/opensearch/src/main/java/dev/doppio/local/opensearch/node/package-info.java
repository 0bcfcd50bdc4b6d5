/** Runs in the JVM of the local OpenSearch server, whose class path is its own. */
package dev.doppio.local.opensearch.node;

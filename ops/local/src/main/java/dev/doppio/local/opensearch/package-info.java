/** A real OpenSearch server on this machine, in a JVM of its own. */
package dev.doppio.local.opensearch;

/**
 * {@code doppio snapshot}: asks a node's sidecar to read tables into the log again, and watches it.
 * Entry: {@link dev.doppio.cli.snapshot.SnapshotWatch}.
 */
package dev.doppio.cli.snapshot;

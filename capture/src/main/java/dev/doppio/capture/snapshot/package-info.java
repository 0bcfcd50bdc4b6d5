/**
 * Snapshots of tables beside the stream, in chunks by primary key. A chunk is read between two sets
 * of transactions: it shows at least what the stream had told before, and at most what the server
 * had begun to commit when it was read. It goes to the log where the stream has told all of that,
 * without the documents that the stream has touched in between. So no document goes back in time,
 * and a restart goes on behind the last chunk in the log.
 */
package dev.doppio.capture.snapshot;

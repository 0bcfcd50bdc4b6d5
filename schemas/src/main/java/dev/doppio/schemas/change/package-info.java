/** Values of the log's records: document changes and control records, with their Avro codecs. */
package dev.doppio.schemas.change;

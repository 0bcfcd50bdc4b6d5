/**
 * Avro single-object encoding, by hand over Avro's own encoder and decoder: C3 01, the schema's
 * CRC-64-AVRO fingerprint in little-endian order, the body.
 */
package dev.doppio.schemas.avro;

/**
 * A record of the log: its place (SCN, ordinal, flags), the headers {@code p} {@code b} {@code e},
 * the log's identity, and a consumer's checkpoint. Byte layouts are fixed by golden files.
 */
package dev.doppio.schemas.log;

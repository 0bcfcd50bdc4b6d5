/** Bytes of every record kind, committed and read back for ever. */
package dev.doppio.schemas.golden;

/**
 * The log becomes verified whole transactions, per partition: the library for downstream consumers.
 * Entry: {@code LogReader}; a consumer implements {@link dev.doppio.logreader.Target}.
 */
package dev.doppio.logreader;

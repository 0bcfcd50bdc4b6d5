/**
 * The contract every module shares: places in the log, documents, changes, partitions, positions.
 * Depends on nothing of ours and on no driver.
 */
package dev.doppio.schemas;

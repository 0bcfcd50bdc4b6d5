/**
 * What a table looks like at the storage node: facts as the server tells them, the table version
 * they make, and what a change of structure does to documents.
 */
package dev.doppio.capture.structure;

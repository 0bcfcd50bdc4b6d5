/**
 * The invariants of the simulation. Knows nothing of the pipeline: what the source committed is
 * text, the log is bytes read by the published layout and stock Avro, the target is text again.
 */
package dev.doppio.simulation.judge;

/**
 * One file per hazard: what breaks, what is expected, and the effect that shows it did break, while
 * a load is in flight. {@code make torture} takes all of them in turn.
 */
package dev.doppio.hazards;

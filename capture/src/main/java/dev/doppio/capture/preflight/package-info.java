/**
 * What must hold at a storage node before the first row is captured: facts in, findings out. No
 * connection is opened here, so every rule is tested with made-up facts.
 */
package dev.doppio.capture.preflight;

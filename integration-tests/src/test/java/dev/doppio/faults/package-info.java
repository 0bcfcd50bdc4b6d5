/** Tools that break connections and processes; they know servers and nothing of the pipeline. */
package dev.doppio.faults;

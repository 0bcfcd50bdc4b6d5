/** Where a process spends its CPU, from a recording of the JVM's own flight recorder. */
package dev.doppio.bench.profile;

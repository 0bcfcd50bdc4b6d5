/** Document traffic that keeps a journal of what MySQL acknowledged. */
package dev.doppio.workload;

/** What is written into the binlog, and the stretch of binlog that comes of it. */
package dev.doppio.bench.workload;

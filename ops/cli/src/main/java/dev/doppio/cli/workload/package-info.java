/**
 * A document workload: members with messages, planned from a seed alone and then run against a
 * MySQL server. For the demo, the bench and tests. Entry: {@link dev.doppio.cli.workload.Workload}.
 */
package dev.doppio.cli.workload;

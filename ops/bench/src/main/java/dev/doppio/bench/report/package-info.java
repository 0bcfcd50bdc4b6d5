/** What the figures come to: medians and ratios, as a table, as JSON and as a picture. */
package dev.doppio.bench.report;

/** One file per route through the pipeline, each on real servers with the daemons as processes. */
package dev.doppio.routes;

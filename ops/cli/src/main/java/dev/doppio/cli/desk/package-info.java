/** What the operator's tools ask of a target, whichever it is. */
package dev.doppio.cli.desk;

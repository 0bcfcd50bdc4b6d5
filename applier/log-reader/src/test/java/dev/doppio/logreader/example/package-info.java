/** The example of this module's README: a target of one's own, and the loop that feeds it. */
package dev.doppio.logreader.example;

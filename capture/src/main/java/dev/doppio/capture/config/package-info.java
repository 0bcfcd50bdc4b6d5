/** What capture is told: records with their checks, read by everything else in this module. */
package dev.doppio.capture.config;

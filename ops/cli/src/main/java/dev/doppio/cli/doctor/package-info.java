/**
 * Every preflight at once: {@code doppio doctor}. Looks, and writes nothing. Entry: {@link
 * dev.doppio.cli.doctor.Doctor}.
 */
package dev.doppio.cli.doctor;

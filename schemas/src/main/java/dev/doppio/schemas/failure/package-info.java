/**
 * The closed set of what can go wrong, and the one function from a kind to what is done about it.
 */
package dev.doppio.schemas.failure;

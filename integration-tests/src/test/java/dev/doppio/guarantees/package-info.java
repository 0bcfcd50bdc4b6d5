/**
 * The guarantees as objects: each route and hazard test checks the same ones, on its own evidence.
 */
package dev.doppio.guarantees;

/** Passwords and keys, as they are when they are asked for. */
package dev.doppio.schemas.secret;

/** Which partition a document belongs to: murmur2 over the canonical bytes of its resource id. */
package dev.doppio.schemas.partition;

/**
 * Bytes of what travels: records, tensor encodings, digests and keys. Hostile bytes never allocate
 * more than their own size and a few KiB. Start with {@link io.ftte.schemas.wire.RecordCodec}.
 */
package io.ftte.schemas.wire;

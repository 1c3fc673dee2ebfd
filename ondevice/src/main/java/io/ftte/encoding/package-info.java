/**
 * The bytes that a device and the job must agree on: a delta's numbers, an update's record, what is
 * signed of it, and a version's digest. Start with {@link io.ftte.encoding.DeltaEncoding} and
 * {@link io.ftte.encoding.UpdateRecord}.
 */
package io.ftte.encoding;

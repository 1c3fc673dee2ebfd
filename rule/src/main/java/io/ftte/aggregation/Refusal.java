package io.ftte.aggregation;

import io.ftte.schemas.RejectionReason;

/**
 * Why an update or a record of the control topic does not count.
 *
 * @param detail one line for a person
 */
public record Refusal(RejectionReason reason, String detail) {}

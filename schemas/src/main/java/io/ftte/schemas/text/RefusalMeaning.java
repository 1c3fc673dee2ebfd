package io.ftte.schemas.text;

import io.ftte.schemas.RejectionReason;

/**
 * A reason for which records are refused; the texts are for a person.
 *
 * @param meaning what is wrong
 * @param decidedBy the part of the job that refuses
 * @param remedy what whoever sent the record should do
 */
record RefusalMeaning(RejectionReason reason, String meaning, String decidedBy, String remedy) {}

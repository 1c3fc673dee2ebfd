package io.ftte.sql;

import io.ftte.schemas.wire.WireException;
import java.util.Optional;

/** Chosen fields of the records of one type. */
interface RecordFields {

    /**
     * The fields of one record, in the order in which they were chosen, as Avro has them; {@code
     * null} for what an optional one lacks. Empty where the record is of another type.
     *
     * @param value a record as it travels, which the fields may go on pointing into
     * @throws WireException where the bytes are no record of any type
     */
    Optional<Object[]> read(byte[] value) throws WireException;
}

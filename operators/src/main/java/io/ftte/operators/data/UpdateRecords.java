package io.ftte.operators.data;

import io.ftte.operators.stream.RawRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** The records of the update topic, to be read a second time. */
public interface UpdateRecords extends Serializable {
    /** For one thread. */
    Reader open() throws IOException;

    /** Reads from wherever it is told to. */
    interface Reader extends Closeable {
        /**
         * The record at an offset, and as many after it on its partition as came along; never
         * empty.
         *
         * @throws IOException one line, where the record is not there any more
         */
        List<RawRecord> read(int partition, long offset) throws IOException;
    }
}

/**
 * The format {@code ftte} of Flink SQL: rows of the records on the topics ({@link
 * io.ftte.sql.FtteFormatFactory}) and in recordings of them ({@link
 * io.ftte.sql.FtteFileFormatFactory}).
 */
package io.ftte.sql;

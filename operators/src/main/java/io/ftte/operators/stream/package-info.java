/** The types that travel between the operators: Flink POJOs (Java records), never Kryo. */
package io.ftte.operators.stream;

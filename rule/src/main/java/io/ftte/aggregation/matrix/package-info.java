/**
 * The matrix algebra of the spectral server step, in plain Java and double precision. Every result
 * has the same bits on every machine: only +, −, ×, ÷ and square roots, each rounded once as IEEE
 * 754 says (Java 17, JEP 306), no fused multiply-add, one thread, and sums in the order of their
 * index. Loops run along rows, which the JIT compiler vectorises without changing that order.
 *
 * <p>Reading order: {@link io.ftte.aggregation.matrix.DampedPolar} (what the step asks for), {@code
 * Products} (its sums), {@link io.ftte.aggregation.matrix.SymmetricEigen} (eigenvalues and vectors:
 * {@code Tridiagonal}, then {@code QlIteration}).
 */
package io.ftte.aggregation.matrix;

package io.ftte.aggregation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * The damped polar factor in sixty digits, by other ways than those of the rule: the largest
 * eigenvalue from powers of the matrix, the inverse root by the Newton–Schulz iteration.
 */
public final class BigMatrix {
    private static final MathContext DIGITS = new MathContext(60);
    private static final int ITERATIONS = 60;

    private BigMatrix() {}

    /** (A·Aᵀ + ε·λ·I)^(−½)·A, by rows. */
    public static double[][] dampedPolar(double[][] a, double epsilon) {
        BigDecimal[][] m = of(a);
        BigDecimal[][] gram = multiply(m, transpose(m));
        BigDecimal damping = largestEigenvalue(gram).multiply(new BigDecimal(epsilon), DIGITS);
        BigDecimal[][] damped = combine(gram, BigDecimal.ONE, identity(a.length), damping);
        return doubles(multiply(inverseRoot(damped), m));
    }

    private static BigDecimal largestEigenvalue(BigDecimal[][] gram) {
        BigDecimal[][] power = scale(gram, BigDecimal.ONE.divide(trace(gram), DIGITS));
        for (int i = 0; i < ITERATIONS; i++) {
            power = multiply(power, power);
            power = scale(power, BigDecimal.ONE.divide(trace(power), DIGITS));
        }
        return trace(multiply(gram, power));
    }

    /** Higham, "Functions of Matrices", 2008, chapter 6, of the matrix divided by its trace. */
    private static BigDecimal[][] inverseRoot(BigDecimal[][] a) {
        BigDecimal trace = trace(a);
        BigDecimal[][] y = scale(a, BigDecimal.ONE.divide(trace, DIGITS));
        BigDecimal[][] z = identity(a.length);
        BigDecimal half = new BigDecimal("0.5");
        for (int i = 0; i < ITERATIONS; i++) {
            BigDecimal[][] t =
                    combine(
                            identity(a.length),
                            new BigDecimal("1.5"),
                            multiply(z, y),
                            half.negate());
            y = multiply(y, t);
            z = multiply(t, z);
        }
        return scale(z, BigDecimal.ONE.divide(trace.sqrt(DIGITS), DIGITS));
    }

    private static BigDecimal[][] of(double[][] a) {
        return Arrays.stream(a)
                .map(row -> Arrays.stream(row).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new))
                .toArray(BigDecimal[][]::new);
    }

    private static double[][] doubles(BigDecimal[][] a) {
        return Arrays.stream(a)
                .map(row -> Arrays.stream(row).mapToDouble(BigDecimal::doubleValue).toArray())
                .toArray(double[][]::new);
    }

    private static BigDecimal[][] identity(int size) {
        BigDecimal[][] identity = new BigDecimal[size][size];
        for (int i = 0; i < size; i++) {
            Arrays.fill(identity[i], BigDecimal.ZERO);
            identity[i][i] = BigDecimal.ONE;
        }
        return identity;
    }

    private static BigDecimal trace(BigDecimal[][] a) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < a.length; i++) {
            sum = sum.add(a[i][i]);
        }
        return sum;
    }

    private static BigDecimal[][] transpose(BigDecimal[][] a) {
        BigDecimal[][] t = new BigDecimal[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < t.length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    private static BigDecimal[][] scale(BigDecimal[][] a, BigDecimal factor) {
        return combine(a, factor, a, BigDecimal.ZERO);
    }

    private static BigDecimal[][] combine(
            BigDecimal[][] a, BigDecimal p, BigDecimal[][] b, BigDecimal q) {
        BigDecimal[][] sum = new BigDecimal[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                sum[i][j] = a[i][j].multiply(p).add(b[i][j].multiply(q), DIGITS);
            }
        }
        return sum;
    }

    private static BigDecimal[][] multiply(BigDecimal[][] a, BigDecimal[][] b) {
        BigDecimal[][] product = new BigDecimal[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                BigDecimal sum = BigDecimal.ZERO;
                for (int k = 0; k < b.length; k++) {
                    sum = sum.add(a[i][k].multiply(b[k][j]), DIGITS);
                }
                product[i][j] = sum;
            }
        }
        return product;
    }
}

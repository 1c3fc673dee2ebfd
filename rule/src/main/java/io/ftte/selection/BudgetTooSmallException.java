package io.ftte.selection;

import java.util.Locale;

/** No plan fits the budget. */
public final class BudgetTooSmallException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final long smallestBytes;

    BudgetTooSmallException(long budgetBytes, long smallestBytes, int depth, String first) {
        super(
                String.format(
                        Locale.ROOT,
                        "no plan fits %d bytes (%.2f KiB): the smallest, which trains %s, needs a"
                                + " budget of %d bytes (%.2f KiB)",
                        budgetBytes,
                        budgetBytes / 1024.0,
                        depth == 1 ? first + " alone" : "the biases from " + first + " on",
                        smallestBytes,
                        smallestBytes / 1024.0));
        this.smallestBytes = smallestBytes;
    }

    /** The budget that the smallest plan needs. */
    long smallestBytes() {
        return smallestBytes;
    }
}

package io.ftte.selection;

import java.util.Locale;

/** No plan fits the budget. */
public final class BudgetTooSmallException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final long smallestBytes;

    private BudgetTooSmallException(String message, long smallestBytes) {
        super(message);
        this.smallestBytes = smallestBytes;
    }

    /**
     * @param trains what the smallest plan trains, in words
     */
    static BudgetTooSmallException memory(long budgetBytes, long smallestBytes, String trains) {
        return new BudgetTooSmallException(
                "no plan fits %s: the smallest, which trains %s, needs a budget of %s"
                        .formatted(bytes(budgetBytes), trains, bytes(smallestBytes)),
                smallestBytes);
    }

    /**
     * @param trains what the smallest plan trains, in words
     */
    static BudgetTooSmallException payload(long budgetBytes, long smallestBytes, String trains) {
        return new BudgetTooSmallException(
                "no update fits a payload of %s: the smallest, which trains %s, needs one of %s"
                        .formatted(bytes(budgetBytes), trains, bytes(smallestBytes)),
                smallestBytes);
    }

    /** The memory, or the payload, that the smallest plan needs. */
    public long smallestBytes() {
        return smallestBytes;
    }

    private static String bytes(long bytes) {
        return String.format(Locale.ROOT, "%d bytes (%.2f KiB)", bytes, bytes / 1024.0);
    }
}

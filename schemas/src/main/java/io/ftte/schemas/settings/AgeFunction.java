package io.ftte.schemas.settings;

/** {@code age.function}: how the weight of an update falls with its age. */
public enum AgeFunction {
    CONSTANT("1"),
    POLYNOMIAL("(1+s)^-exponent"),
    HINGE("1 up to the threshold, then 1/(slope·(s-threshold)+1)"),
    EXPONENTIAL("e^(-rate·s)"),
    HALF_LIFE("2^(-t/halfLifeMs)");

    private final String formula;

    AgeFunction(String formula) {
        this.formula = formula;
    }

    /** For a person: s versions or t milliseconds of event time since the base version. */
    public String formula() {
        return formula;
    }
}

package io.ftte.schemas.wire;

/** Records as the first release wrote them, in hexadecimal; never to be regenerated. */
final class FirstRelease {

    /** {@link Samples#update()}. */
    static final String UPDATE =
            "c30185a8ad0070b08d3e0e6d6f64656c2d3010676572c3a4742d37520602f001"
                    + "100a00180000003f0000a0bfb00fa134";

    /** A tick with an interval of 1,000 ms. */
    static final String TICK = "c301802d1064bee4032ed00f";

    /** Device d of model m: 65,536 bytes, dense is worth 0.5. */
    static final String PROFILE = "c3016bde33a88ccedc74026402026d00808008020a64656e73650000003f00";

    private FirstRelease() {}
}

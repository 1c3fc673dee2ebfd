package io.ftte.ondevice;

import io.ftte.encoding.DeltaEncoding;

/**
 * A version that training starts from.
 *
 * @param version 0 for the registered parameters
 * @param parameters the full flat vector; not to be written
 */
public record BaseVersion(String modelId, long version, float[] parameters) {

    /**
     * The same from bytes, as they are published.
     *
     * @param parameters little-endian float32, the full flat vector
     * @throws IllegalArgumentException one line, if these are no whole numbers
     */
    public static BaseVersion of(String modelId, long version, byte[] parameters) {
        int count = DeltaEncoding.F32.components(parameters.length);
        if (count < 0) {
            throw new IllegalArgumentException(
                    parameters.length
                            + " bytes are no whole number of float32: fetch the version again");
        }
        float[] numbers = new float[count];
        DeltaEncoding.F32.decode(parameters, 0, 0, 0, count, numbers, 0);
        return new BaseVersion(modelId, version, numbers);
    }
}

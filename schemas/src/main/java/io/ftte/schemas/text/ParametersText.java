package io.ftte.schemas.text;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.util.Base64;

/** A parameter vector as text: base64 of little-endian float32. */
final class ParametersText {

    private ParametersText() {}

    /**
     * @throws IllegalArgumentException one line, if this is not base64 of whole numbers
     */
    static float[] decode(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("parameters is not base64: " + e.getMessage(), e);
        }
        int count = Tensors.components(TensorEncoding.F32, bytes.length);
        if (count < 0) {
            throw new IllegalArgumentException(
                    "parameters has " + bytes.length + " bytes, not a multiple of 4");
        }
        float[] parameters = new float[count];
        Tensors.decode(TensorEncoding.F32, bytes, 0, 0, 0, count, parameters, 0);
        return parameters;
    }
}

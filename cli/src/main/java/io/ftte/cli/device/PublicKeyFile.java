package io.ftte.cli.device;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.ftte.schemas.wire.PublicKeys;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A public key as openssl writes it. */
final class PublicKeyFile {
    private static final Pattern PEM =
            Pattern.compile(
                    "\\s*-----BEGIN PUBLIC KEY-----([\\w+/=\\s]+)-----END PUBLIC KEY-----\\s*");

    private PublicKeyFile() {}

    /**
     * @return X.509 SubjectPublicKeyInfo of Ed25519
     * @throws OptionsException if it is none
     * @throws IOException if the file cannot be read
     */
    static ByteBuffer read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new OptionsException("--public-key names no file: " + file);
        }
        byte[] content = Files.readAllBytes(file);
        Matcher pem = PEM.matcher(new String(content, ISO_8859_1));
        ByteBuffer key;
        try {
            key =
                    ByteBuffer.wrap(
                            pem.matches() ? Base64.getMimeDecoder().decode(pem.group(1)) : content);
        } catch (IllegalArgumentException e) {
            throw new OptionsException(file + " holds no Base64 between its lines: write it anew");
        }
        PublicKeys.problem(key)
                .ifPresent(
                        problem -> {
                            throw new OptionsException(
                                    "%s holds no public key of Ed25519; write it by openssl pkey -pubout: %s"
                                            .formatted(file, problem));
                        });
        return key;
    }
}

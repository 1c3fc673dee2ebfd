package io.ftte.cli.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.topics.OptionsException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicKeyFileTest {
    @TempDir Path temp;

    @Test
    void key_inPemOrDer_isTheSame() throws Exception {
        byte[] der =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
        String pem =
                "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                        .formatted(Base64.getEncoder().encodeToString(der));

        assertThat(PublicKeyFile.read(Files.write(temp.resolve("der"), der)))
                .isEqualTo(ByteBuffer.wrap(der))
                .isEqualTo(PublicKeyFile.read(Files.writeString(temp.resolve("pem"), pem)));
    }

    @Test
    void key_ofAnotherKindOrSecret_isRefusedInOneLine() throws Exception {
        byte[] other =
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic().getEncoded();
        Path secret =
                Files.writeString(
                        temp.resolve("secret"),
                        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        for (Path file :
                new Path[] {Files.write(temp.resolve("x"), other), secret, temp.resolve("none")}) {
            assertThatThrownBy(() -> PublicKeyFile.read(file))
                    .isInstanceOf(OptionsException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}

package io.ftte.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.network.Network;
import io.ftte.schemas.text.NetworkJson;
import java.io.IOException;
import java.io.InputStream;

/** The convolutional network for CIFAR-10 whose memory the documents work out. */
final class WorkedNetwork {
    static final String NAME = "cifar-cnn";

    private WorkedNetwork() {}

    static Network read() throws IOException {
        try (InputStream in = WorkedNetwork.class.getResourceAsStream("/" + NAME + ".json")) {
            return NetworkJson.read(new ObjectMapper().readTree(in).get("architecture").toString());
        }
    }
}

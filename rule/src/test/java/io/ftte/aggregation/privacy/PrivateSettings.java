package io.ftte.aggregation.privacy;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.VarianceSettings;
import io.ftte.schemas.text.AggregationJson;

/** Settings of a private model, but for what a test is about. */
final class PrivateSettings {
    private PrivateSettings() {}

    /** σ 1, C 2, and ε 50 at δ 1e-6 for 1,000 devices. */
    static AggregationSettings.Builder builder() {
        return AggregationSettings.newBuilder(AggregationJson.defaults())
                .setVariance(VarianceSettings.newBuilder().setExponent(0).build())
                .setClipNorm(2.0)
                .setPrivacyNoise(1.0)
                .setPrivacyEpsilon(50.0)
                .setPrivacyDelta(1e-6)
                .setPrivacyDevices(1000L);
    }

    static PrivacyRule rule(AggregationSettings.Builder settings) {
        return PrivacyRule.of(settings.build()).orElseThrow();
    }
}

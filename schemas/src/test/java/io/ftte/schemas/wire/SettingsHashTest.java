package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.text.AggregationJson;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

class SettingsHashTest {

    private static final AggregationSettings SETTINGS =
            AggregationSettings.newBuilder(AggregationJson.defaults())
                    .setBufferSize(8)
                    .setAge(
                            AgeSettings.newBuilder()
                                    .setFunction("half-life")
                                    .setHalfLifeMs(1000.0)
                                    .build())
                    .setClipNorm(0.5)
                    .build();

    @Test
    void text_ofSettings_isWhatDiffersFromTheDefaultsByPath() {
        assertThat(SettingsHash.text(SETTINGS))
                .isEqualTo(
                        "age.function=half-life\n"
                                + "age.halfLifeMs=408f400000000000\n"
                                + "bufferSize=8\n"
                                + "clipNorm=3fe0000000000000\n");
    }

    /** SHA-256 of no bytes and of the lines above, as {@code sha256sum} gives them. */
    @Test
    void of_settings_isSha256OfTheText() {
        assertThat(ModelDigest.hex(SettingsHash.of(AggregationJson.defaults())))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(ModelDigest.hex(SettingsHash.of(SETTINGS)))
                .isEqualTo("d5c5184a7a377822195c6a8b03439db2d0156a8cd7aa4efdbd577747381abfd3");
    }

    @Test
    void text_whereALaterReleaseHasOneSettingMore_staysUntilItIsSet() {
        Schema later =
                new Schema.Parser()
                        .parse(
                                AggregationSettings.getClassSchema()
                                        .toString()
                                        .replaceFirst(
                                                "\"fields\":\\[",
                                                "\"fields\":[{\"name\":\"added\",\"type\":\"int\",\"default\":3},"));
        GenericRecordBuilder settings = new GenericRecordBuilder(later);
        for (Schema.Field field : SETTINGS.getSchema().getFields()) {
            settings.set(field.name(), SETTINGS.get(field.pos()));
        }
        GenericRecord unset = settings.build();
        assertThat(SettingsHash.text(unset)).isEqualTo(SettingsHash.text(SETTINGS));
        assertThat(SettingsHash.text(settings.set("added", 4).build())).startsWith("added=4\n");
    }
}

package io.ftte.control;

import static io.ftte.control.ControlRecords.MODEL;

import io.ftte.schemas.text.ModelDefinition;
import java.util.List;
import java.util.Optional;

/** A model and its answers. */
final class ModelFixture {
    static final int GRACE = 2;
    static final String KEY_ID = "0123abcd";

    final ModelMemory memory = new ModelMemory();
    final DecisionLog log = new DecisionLog();
    final Model model =
            new Model(MODEL, memory, ControlRecords.SIZES, GRACE, Optional.of(KEY_ID), true);

    /** Registered with a buffer of this size; what that was answered is taken. */
    static ModelFixture registered(int bufferSize) {
        ModelFixture fixture = new ModelFixture();
        fixture.register(ControlRecords.model(ControlRecords.rule(bufferSize), 1));
        fixture.take();
        return fixture;
    }

    ModelFixture register(ModelDefinition definition) {
        ControlRecords.registration(definition).forEach(this::accept);
        return this;
    }

    ModelFixture accept(byte[] record) {
        model.accept(record, log);
        return this;
    }

    ModelFixture decide(TestUpdate... updates) {
        for (TestUpdate update : updates) {
            model.decide(update, log);
        }
        return this;
    }

    /** So many admitted updates of the newest version under plan 1, from this sequence on. */
    ModelFixture admit(long sequence, int count) {
        for (int i = 0; i < count; i++) {
            decide(TestUpdate.of("d", sequence + i).base(model.version()));
        }
        return this;
    }

    ModelFixture remove() {
        model.remove(log);
        return this;
    }

    List<String> take() {
        return log.take();
    }
}

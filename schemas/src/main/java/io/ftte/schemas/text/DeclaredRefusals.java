package io.ftte.schemas.text;

import io.ftte.schemas.RejectionReason;
import java.util.List;

/**
 * What each reason of a refusal means, in the order in which an update meets them; docs/refusals.md
 * shows it.
 */
public final class DeclaredRefusals {

    /**
     * A reason for which records are refused; the texts are for a person.
     *
     * @param meaning what is wrong
     * @param decidedBy the part of the job that refuses
     * @param remedy what whoever sent the record should do
     */
    public record Meaning(
            RejectionReason reason, String meaning, String decidedBy, String remedy) {}

    private static final String DECODING = "decoding";
    private static final String GATE = "the device gate";
    private static final String SEQUENCER = "the sequencer";
    private static final String RULE = "the model's rule, in the sequencer";

    private static final List<Meaning> ALL =
            List.of(
                    new Meaning(
                            RejectionReason.MALFORMED,
                            "The record cannot be read, its fields or chunks contradict each other,"
                                    + " or a registration, plan or settings make no sense.",
                            "whoever reads it first: decoding, the device gate, the profiles, the"
                                    + " plan selector, or the sequencer",
                            "Read the detail and send it right; as it is, it is refused again."),
                    new Meaning(
                            RejectionReason.CLOCK_SKEW,
                            "The record's time is further ahead of the job's next tick on its"
                                    + " partition than max-clock-skew allows.",
                            "the partition's clock",
                            "Set the device's clock, then send the update with the right time."),
                    new Meaning(
                            RejectionReason.NON_FINITE,
                            "A component is no finite float32.",
                            DECODING,
                            "Drop the update; train with a smaller learning rate."),
                    new Meaning(
                            RejectionReason.TOO_LARGE,
                            "The Euclidean norm is above 1,000,000.",
                            DECODING + " (one chunk), " + GATE + " (the whole update)",
                            "Drop the update; train with a smaller learning rate."),
                    new Meaning(
                            RejectionReason.NO_EXAMPLES,
                            "The update says that it was trained on no example.",
                            DECODING,
                            "Send the number of examples, at least 1."),
                    new Meaning(
                            RejectionReason.UNAUTHORISED,
                            "Signatures are required, and the chunk has none that a key of the"
                                    + " device verifies; or a profile brings another key that the"
                                    + " key before did not sign.",
                            "the signature check",
                            "Send the profile with the key first, sign each chunk, and send the"
                                    + " update again. Of a key that is lost, ask the operator to"
                                    + " admit another one."),
                    new Meaning(
                            RejectionReason.REVOKED,
                            "The operator has revoked the device: its updates do not count from"
                                    + " that place among them on.",
                            GATE,
                            "Nothing, until the operator admits it again."),
                    new Meaning(
                            RejectionReason.DUPLICATE,
                            "The sequence number, or this part of the update, came before, or the"
                                    + " number is more than 64 below the highest that passed; the"
                                    + " detail says which.",
                            GATE,
                            "Nothing where it was sent twice: the first counts. Otherwise count the"
                                    + " sequence on."),
                    new Meaning(
                            RejectionReason.INCOMPLETE,
                            "Chunks of the update were missing at chunk-timeout, or too many"
                                    + " updates of the device were under way.",
                            GATE,
                            "Send the whole update again, or train the next one."),
                    new Meaning(
                            RejectionReason.QUOTA,
                            "The device sends more updates a minute than device-quota allows.",
                            GATE,
                            "Send less often. Its sequence is not used up: it may come again"
                                    + " later."),
                    new Meaning(
                            RejectionReason.UNKNOWN_MODEL,
                            "No model of that id is registered, or it was removed.",
                            GATE,
                            "Register the model first; a device fetches what is on the model"
                                    + " topic."),
                    new Meaning(
                            RejectionReason.UNKNOWN_PLAN,
                            "The model has no such plan, or the plan's successor has been in force"
                                    + " for longer than plan-grace.",
                            SEQUENCER,
                            "Fetch the newest plan and train under it."),
                    new Meaning(
                            RejectionReason.WRONG_PLAN,
                            "Plans take turns, and from this base version it was not this plan's on"
                                    + " this device.",
                            SEQUENCER,
                            "Train the plan whose place follows from device id and base version, as"
                                    + " the plan's record says."),
                    new Meaning(
                            RejectionReason.WRONG_LENGTH,
                            "The update has not as many components as its plan, a chunk reaches"
                                    + " beyond its totalLength, or that is more than the model has"
                                    + " parameters.",
                            "decoding (one chunk), the device gate (the first of several), and "
                                    + RULE,
                            "Fetch the plan again: the device trained another one."),
                    new Meaning(
                            RejectionReason.LATE,
                            "The update lies further behind its partition's newest time than"
                                    + " out-of-orderness, and lateUpdates is reject.",
                            RULE,
                            "Send updates as soon as they are trained."),
                    new Meaning(
                            RejectionReason.FUTURE_VERSION,
                            "The base version does not exist yet.",
                            RULE,
                            "Fetch the model: the job was perhaps started anew, from version 0."),
                    new Meaning(
                            RejectionReason.TOO_STALE,
                            "The base version is more than maxStaleness versions back.",
                            RULE,
                            "Fetch the newest version and train on it."),
                    new Meaning(
                            RejectionReason.IN_BUFFER,
                            "The model is private, or two parties aggregate it, and an update of"
                                    + " the device is in the open buffer: a version holds one of"
                                    + " each device.",
                            RULE,
                            "Train on the next version, which the detail names; the update itself"
                                    + " may come again, too."),
                    new Meaning(
                            RejectionReason.PRIVACY_BUDGET,
                            "The model is private, and the device has spent its privacy.epsilon on"
                                    + " it.",
                            RULE,
                            "Nothing: the device takes no further part in this model."),
                    new Meaning(
                            RejectionReason.WRONG_SHARING,
                            "Two parties aggregate the model and the update is not in shares, or"
                                    + " the other way round; or it was clipped to something else.",
                            RULE,
                            "Send updates as the plan's record says."),
                    new Meaning(
                            RejectionReason.FEW_DEVICES,
                            "The sum that the leader asks for would tell about fewer devices than"
                                    + " the helper's min-devices. The model waits.",
                            "the helper",
                            "Give the model a larger bufferSize: remove it and register it anew."),
                    new Meaning(
                            RejectionReason.LITTLE_NOISE,
                            "The sum that the leader asks for would have less noise than the"
                                    + " helper's min-noise. The model waits.",
                            "the helper",
                            "Give the model a privacy section with so much noise: remove it and"
                                    + " register it anew."),
                    new Meaning(
                            RejectionReason.MODEL_EXISTS,
                            "Another registration of that id is in force.",
                            SEQUENCER,
                            "Remove the model first, take another id, or change settings with"
                                    + " configure."),
                    new Meaning(
                            RejectionReason.BUDGET_TOO_SMALL,
                            "The device's memory is below what the smallest plan needs. The device"
                                    + " is left out of the choice of plans.",
                            "the plan selector",
                            "Register with a larger budget; the detail says how many bytes."),
                    new Meaning(
                            RejectionReason.OTHER,
                            "A reason of a later release than the reader's.",
                            "no job: a reader that does not know the reason sees it",
                            "Read the detail, and upgrade the reader."));

    private DeclaredRefusals() {}

    /** Each reason once. */
    public static List<Meaning> all() {
        return ALL;
    }
}

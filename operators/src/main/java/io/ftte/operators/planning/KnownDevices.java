package io.ftte.operators.planning;

import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.ProfiledDevice;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/**
 * The PlanSelector's keyed state of the devices that name the current model, which may be
 * registered or not. A device is forgotten when its profile is older than the expiry: against the
 * newest profile of the model, and where nobody registered that, against event time, too, because
 * profiles of a name that somebody made up are followed by no newer ones.
 */
final class KnownDevices {
    /** All devices are looked at only when some may be due for this part of the expiry. */
    private static final int SLACK = 16;

    private final long expiryMs;
    private final boolean timers;
    private final MapState<String, ProfiledDevice> devices;
    private final ValueState<ProfileTimes> times;

    /**
     * @param timers whether event time goes on beside the profiles
     */
    KnownDevices(RuntimeContext context, Duration expiry, boolean timers) {
        this.expiryMs = expiry.toMillis();
        this.timers = timers;
        devices =
                States.map(
                        context, "devices", Types.STRING, TypeInformation.of(ProfiledDevice.class));
        times = States.value(context, "profile-times", ProfileTimes.class);
    }

    private ProfileTimes current() throws Exception {
        ProfileTimes known = times.value();
        return known == null ? new ProfileTimes() : known;
    }

    /** Of the newest profile of the model, ms since the epoch. */
    long newest() throws Exception {
        return current().newest;
    }

    /** Takes a device out, to be counted anew or no more; null where it is not known. */
    ProfiledDevice remove(String deviceId) throws Exception {
        ProfiledDevice before = devices.get(deviceId);
        if (before != null) {
            devices.remove(deviceId);
        }
        return before;
    }

    /** Hears of a profile, and says whether it is new enough to be counted. */
    boolean isCurrent(long eventTime) throws Exception {
        ProfileTimes known = current();
        known.newest = Math.max(known.newest, eventTime);
        times.update(known);
        return eventTime >= known.newest - expiryMs;
    }

    void put(String deviceId, ProfiledDevice device, TimerService timerService) throws Exception {
        devices.put(deviceId, device);
        ProfileTimes known = current();
        known.oldest = Math.min(known.oldest, device.eventTime);
        if (timers && !known.timer) {
            known.timer = true;
            timerService.registerEventTimeTimer(dueAt(known.oldest));
        }
        times.update(known);
    }

    /** Hands all devices out, once each, and keeps those that the caller says. */
    void keepIf(BiPredicate<String, ProfiledDevice> isKept) throws Exception {
        Iterator<Map.Entry<String, ProfiledDevice>> all = devices.iterator();
        while (all.hasNext()) {
            Map.Entry<String, ProfiledDevice> device = all.next();
            if (isKept.test(device.getKey(), device.getValue())) {
                device.setValue(device.getValue());
            } else {
                all.remove();
            }
        }
        clearIfEmpty();
    }

    /** Forgets devices that have said nothing for too long, by the newest profile. */
    void expire(Consumer<ProfiledDevice> forgotten) throws Exception {
        ProfileTimes known = current();
        if (known.oldest < known.newest && dueAt(known.oldest) <= known.newest) {
            forgetBefore(known.newest - expiryMs, known, forgotten);
            times.update(known);
        }
    }

    /**
     * Forgets devices that have said nothing for too long, by event time where nobody registered
     * the model, and sets the next timer while there are others.
     */
    void onTimer(boolean isRegistered, TimerService timerService) throws Exception {
        long now = timerService.currentWatermark();
        ProfileTimes known = current();
        known.timer = false;
        if (!isRegistered) {
            forgetBefore(now - expiryMs, known, device -> {});
        }
        if (devices.isEmpty()) {
            times.clear();
            return;
        }
        known.timer = true;
        timerService.registerEventTimeTimer(Math.max(dueAt(known.oldest), dueAt(now - expiryMs)));
        times.update(known);
    }

    private void forgetBefore(long due, ProfileTimes known, Consumer<ProfiledDevice> forgotten)
            throws Exception {
        known.oldest = Long.MAX_VALUE;
        Iterator<Map.Entry<String, ProfiledDevice>> all = devices.iterator();
        while (all.hasNext()) {
            ProfiledDevice device = all.next().getValue();
            if (device.eventTime < due) {
                forgotten.accept(device);
                all.remove();
            } else {
                known.oldest = Math.min(known.oldest, device.eventTime);
            }
        }
        clearIfEmpty();
    }

    /** On the heap an iterator leaves the empty map behind. */
    private void clearIfEmpty() throws Exception {
        if (devices.isEmpty()) {
            devices.clear();
        }
    }

    /** When a device of such a profile is looked for. */
    private long dueAt(long eventTime) {
        return eventTime + expiryMs + Math.max(1, expiryMs / SLACK);
    }
}

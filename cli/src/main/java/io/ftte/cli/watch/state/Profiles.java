package io.ftte.cli.watch.state;

import io.ftte.schemas.DeviceProfile;
import java.util.List;

/** The profiles of the devices that registered last. */
final class Profiles {
    /** Profiles that are kept; the page says how many were let go. */
    static final int MOST = 10_000;

    private static final int MOST_MODELS = 8;

    private record Profile(List<String> models, long budgetBytes) {}

    private final NewestMap<String, Profile> profiles = new NewestMap<>(MOST);

    /** Takes a profile; of very many models it keeps the first few. */
    void add(DeviceProfile profile) {
        profiles.put(
                Texts.id(profile.getDeviceId()),
                new Profile(
                        profile.getModels().stream().limit(MOST_MODELS).map(Texts::id).toList(),
                        profile.getBudgetBytes()));
    }

    void remove(String deviceId) {
        profiles.remove(Texts.id(deviceId));
    }

    Budgets budgets(String modelId) {
        return new Budgets(
                profiles.values().stream()
                        .filter(profile -> profile.models().contains(modelId))
                        .mapToLong(Profile::budgetBytes)
                        .sorted()
                        .toArray());
    }

    long letGo() {
        return profiles.dropped();
    }
}

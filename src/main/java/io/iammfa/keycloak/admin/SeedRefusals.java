package io.iammfa.keycloak.admin;

import io.iammfa.keycloak.admin.Refusal.Reason;

/** What is in the way of seeds. */
final class SeedRefusals {

    private SeedRefusals() {}

    static Refusal renewalGoesOn() {
        return Refusal.refusal(
                Reason.UNUSABLE, 409, "ConcurrentModification", "The realm's seeds are being renewed already");
    }

    /** Nothing was changed, and the caller can do nothing about it. */
    static Refusal unavailable() {
        return Refusal.refusal(
                Reason.UNAVAILABLE,
                503,
                "ServiceFailure",
                "The key that encrypts seeds is not to be had at the moment");
    }
}

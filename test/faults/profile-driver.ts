import assert from "node:assert/strict";
import type { ProfileInputs } from "@/provider/model/types";
import { isPartialFailure } from "@/test/support/hooks";
import { oneProfile, type ProfileDriver } from "@/test/support/profile-driver";
import { type Kind, profileKind } from "@/test/support/profile-kinds";
import { ACCOUNT, holds, isTrue, operations } from "./profile-operations";
import { profileRows, TAGS, VERIFY_DELAYS_MS } from "./profile-rows";
import type { Failed, ResourceUnderTest } from "./resource-under-test";

/** A profile, managed by a kind of resource. */
export function profileSubject(kind: Kind): ResourceUnderTest<ProfileInputs, ProfileDriver> {
	return {
		name: kind.name,
		accounts: [ACCOUNT],
		world: { accounts: { [ACCOUNT]: {} }, customFields: ["Team"] },
		commands: { read: ["portrait_get"], write: ["portrait_set"] },
		rows: profileRows,
		operations: operations.filter(({ name }) => name !== "read" || kind === profileKind), // a set has no get
		furtherCalls: TAGS + VERIFY_DELAYS_MS,
		make: (emulator, options) => oneProfile(emulator, { ...options, kind }),
		holds,
		isTrue,
		assertKept,
	};
}

function assertKept(profile: ProfileDriver, { emulator, errors, old, isStateTrue }: Failed): void {
	if (!errors.some(isPartialFailure)) {
		const isRefreshed = profile.outputs === undefined || isTrue(profile, emulator) || !isStateTrue;
		assert.ok(profile.outputs === old || isRefreshed, "a failure that says nothing of the state changed it");
		return;
	}
	if (isStateTrue) assert.ok(isTrue(profile, emulator), "the state of a partial failure is false");
}

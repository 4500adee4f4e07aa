import assert from "node:assert/strict";
import { configError } from "@/provider/errors/im-error";
import { refreshProfiles } from "@/provider/lifecycle/profiles";
import { readProfileState } from "@/provider/lifecycle/state";
import type { Compare } from "@/provider/settings/resolve";
import { failureOf, fakeService, handlerContext, profileState } from "@/test/support/builders";

describe("readMembers without a key", () => {
	const missing = configError("secretKey", "not set: tim:secretKey or TIM_SECRET_KEY");
	const read = (compare: Compare, error: Error) => {
		const service = () => {
			throw error;
		};
		return failureOf(
			refreshProfiles(
				{ ...handlerContext(fakeService(), { compare }), service },
				"alice",
				readProfileState(profileState()),
			),
		);
	};

	it("says with compare: state how to go without a refresh", async () => {
		const { message, setting } = await read("state", missing);
		assert.equal(setting, "secretKey");
		assert.equal(
			message,
			"not set: tim:secretKey or TIM_SECRET_KEY; with compare: state, add --refresh=false, or a refresh reads all the same",
		);
	});

	it("says what is missing otherwise", async () => assert.equal(await read("live", missing), missing));

	it("lets a fault of our own through", async () => {
		const fault = new TypeError("ours");
		assert.equal(await read("state", fault), fault);
	});
});

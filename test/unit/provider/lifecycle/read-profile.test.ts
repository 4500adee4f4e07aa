import assert from "node:assert/strict";
import { apiError } from "@/provider/errors/im-error";
import { readProfile } from "@/provider/lifecycle/live-profiles";
import { fields } from "@/provider/model/fields";
import { failureOf, fakeService, LEVEL, NICK, TEAM } from "@/test/support/builders";

const refused = new Map([[LEVEL, apiError({ command: "portrait_get", accounts: ["alice"] }, 40009)]]);

const alice = { alice: { [NICK]: "Alice", Tag_Profile_IM_New: 5 } };

describe("readAttributes", () => {
	it("reads every standard tag where none is named, without those that the service refuses", async () => {
		const service = fakeService({ accounts: alice, unreadable: refused });
		const attributes = (await readProfile(service.live, "alice")) ?? {};
		const withoutZero = ["allowType", "level"];
		assert.deepEqual(
			Object.keys(attributes).sort(),
			Object.keys(fields)
				.filter((name) => !withoutZero.includes(name))
				.sort(),
		);
		assert.equal(attributes.nick, "Alice");
	});

	it("reads the tags that are named and no others, each where a program has it", async () => {
		const { live: observer } = fakeService({ accounts: alice });
		const tags = [NICK, TEAM, "Tag_Profile_IM_New"];
		const attributes = { nick: "Alice", custom: { Team: "" }, tags: { Tag_Profile_IM_New: 5 } };
		assert.deepEqual(await readProfile(observer, "alice", tags), attributes);
		assert.deepEqual(await readProfile(observer, "alice", []), {});
	});

	it("fails for a named tag that the service refuses", async () => {
		const { live: observer } = fakeService({ accounts: alice, unreadable: refused });
		assert.equal(await failureOf(readProfile(observer, "alice", [NICK, LEVEL])), refused.get(LEVEL));
	});

	it("gives nothing for an account that is not in the service", async () => {
		assert.equal(await readProfile(fakeService({ accounts: {} }).live, "alice"), undefined);
	});
});

import assert from "node:assert/strict";
import { createProfileWrites } from "../../../../provider/client/writes";
import { createClient } from "../../../../provider/service";
import { failureOf, NICK } from "../../../support/builders";
import { answering, ok } from "./calls";

describe("portraitSet", () => {
	const items = [{ Tag: NICK, Value: "Alice" }];

	it("sets tags of one account, spelled as on the wire", async () => {
		const { transport, calls } = answering(ok);
		assert.equal(await createProfileWrites(transport).portraitSet("alice", items), undefined);
		const body = { From_Account: "alice", ProfileItem: items };
		assert.deepEqual(calls, [{ service: "profile", command: "portrait_set", accounts: ["alice"], body }]);
	});

	it("lets the error of the call through", async () => {
		const lost = new Error("lost");
		assert.equal(await failureOf(createProfileWrites(answering(lost).transport).portraitSet("alice", items)), lost);
	});
});

describe("createClient", () => {
	it("has the reading and the writing half, and nothing else", () => {
		assert.deepEqual(Object.keys(createClient(answering(ok).transport)), [
			...["portraitGet", "accountCheck", "getAllRobots"],
			...["portraitSet", "accountImport", "multiaccountImport", "accountDelete", "createRobot", "deleteRobot"],
		]);
	});
});

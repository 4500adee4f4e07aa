import assert from "node:assert/strict";
import { createProfileHandler } from "@/provider/lifecycle/profiles";
import { profileSetShape, profileShape } from "@/provider/lifecycle/state";
import {
	APP,
	type FakeOptions,
	failureOf,
	fakeService,
	handlerContext,
	LEVEL,
	NICK,
	profileInputs,
	profileState,
} from "@/test/support/builders";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The handler of profiles, and its service, whose account alice has the given nick. */
function createHandler(nick: string, options: FakeOptions = {}) {
	const service = fakeService({ accounts: { alice: { [NICK]: nick, [LEVEL]: 1 } }, ...options });
	const context = handlerContext(service);
	return { service, handler: createProfileHandler(context, profileShape), call: { log: context.log }, context };
}

const message =
	/alice: Tag_Profile_IM_Nick has a live value that Pulumi cannot store; set another value in the service$/;

describe("a live value that Pulumi cannot store", () => {
	const values: readonly (readonly [string, string])[] = [
		["the text of an unknown value", UNKNOWN],
		["the text of an unknown map", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"],
		["an unpaired surrogate", "a\ud800b"],
	];
	for (const [name, nick] of values) {
		it(`fails a refresh by name: ${name}`, async () => {
			const { handler, call } = createHandler(nick);
			const error = await failureOf(handler.read({ id: "alice", state: profileState(), purpose: "refresh" }, call));
			assert.match(error.message, message);
		});

		it(`fails a look-up by name: ${name}`, async () => {
			const { handler, call } = createHandler(nick);
			for (const purpose of ["get", "import"] as const) {
				const error = await failureOf(handler.read({ id: "alice", state: {}, purpose }, call));
				assert.match(error.message, message);
			}
		});

		it(`fails a creation before the write that would overwrite it: ${name}`, async () => {
			const { handler, service, call } = createHandler(nick);
			const error = await failureOf(handler.create({ inputs: profileInputs({ onDelete: "restore" }) }, call));
			assert.match(error.message, message);
			assert.equal(service.accounts.alice?.[NICK], nick);
		});

		it(`writes the other tags of a creation, and stores only these: ${name}`, async () => {
			const { handler, service, call } = createHandler(nick);
			const error = await failureOf(handler.create({ inputs: profileInputs({ level: 2 }) }, call));
			assert.deepEqual(error.state, { account: "alice", level: 2, app: APP, adopted: { [LEVEL]: 1 } });
			assert.deepEqual(service.accounts.alice, { [NICK]: nick, [LEVEL]: 2 });
		});

		it(`does not prevent an update that writes the declared value of an owned tag: ${name}`, async () => {
			const { handler, service, call } = createHandler(nick);
			const inputs = profileInputs({ level: 2 });
			const { state } = await handler.update({ id: "alice", olds: profileState({ level: 1 }), news: inputs }, call);
			assert.deepEqual(state, { ...inputs, app: APP });
			assert.equal(service.accounts.alice?.[NICK], "Alice");
		});

		it(`is not stored if the write of the declared value is lost: ${name}`, async () => {
			const { handler, call } = createHandler(nick, { loses: [NICK] });
			const request = { id: "alice", olds: profileState({ level: 1 }), news: profileInputs({ level: 2 }) };
			const error = await failureOf(handler.update(request, call));
			assert.deepEqual(error.state, { account: "alice", level: 2, app: APP });
		});
	}

	it("fails the refresh of a set by account and tag", async () => {
		const { handler, call } = (() => {
			const service = fakeService({ accounts: { alice: { [NICK]: UNKNOWN }, bob: { [NICK]: "Bob" } } });
			const context = handlerContext(service);
			return { handler: createProfileHandler(context, profileSetShape), call: { log: context.log } };
		})();
		const state = { __id: "set", app: APP, profiles: { alice: { nick: "Alice" }, bob: { nick: "Bob" } } };
		const error = await failureOf(handler.read({ id: "set", state, purpose: "refresh" }, call));
		assert.match(error.message, message);
	});
});

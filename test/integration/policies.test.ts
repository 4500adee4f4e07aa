import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import { AllowType } from "@/provider/model/fields";
import type { ProfileInputs } from "@/provider/model/types";
import { oneProfile, type ProfileDriver } from "@/test/support/profile-driver";
import { kinds } from "@/test/support/profile-kinds";

const [NICK, LEVEL, ALLOW] = ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Level", "Tag_Profile_IM_AllowType"] as const;

for (const kind of kinds) {
	describe(`the policies of a ${kind.name}`, () => {
		let emulator: Emulator;
		let her: ProfileDriver;

		before(async () => {
			emulator = await startEmulator({ accounts: { alice: {} }, callsPerSecond: 0 });
		});
		after(() => emulator.close());
		beforeEach(() => {
			emulator.faults.clear();
			emulator.setProfile("alice", { [NICK]: "Before", [LEVEL]: 0 });
			her = oneProfile(emulator, { kind });
		});

		const writes = () => emulator.requests.filter(({ command }) => command === "portrait_set").length;
		const live = (tag: string) => emulator.profile("alice")?.[tag] || undefined; // zero is "not set"
		const alice = (inputs: Partial<ProfileInputs>): ProfileInputs => ({ account: "alice", ...inputs });
		const refuse = () =>
			emulator.faults.add({ when: { command: "portrait_set" }, effect: { do: "answer", code: 40008 } });

		describe("onConflict", () => {
			it("stops a creation before it writes over what somebody set, and names the tags and no value", async () => {
				const before = writes();
				await assert.rejects(her.create(alice({ nick: "Mine", level: 2, onConflict: "fail" })), (error: Error) => {
					assert.match(error.message, /portrait_set alice: not written: onConflict is fail .* values of nick; /);
					assert.doesNotMatch(error.message, /Before|Mine/);
					return true;
				});
				assert.equal(writes(), before);
				assert.equal(her.outputs, undefined);
			});

			it("lets a creation through where the account has the declared values or none", async () => {
				await her.create(alice({ nick: "Before", level: 2, onConflict: "fail" }));
				assert.equal(live(LEVEL), 2);
			});

			it("speaks of creation alone", async () => {
				await her.create(alice({ nick: "Before", onConflict: "fail" }));
				emulator.setProfile("alice", { [NICK]: "Other" });
				assert.equal(await her.up(alice({ nick: "Before", onConflict: "fail" })), "update");
				assert.equal(live(NICK), "Before");
			});
		});

		const leavings = [
			{ onDelete: "retain", onRelease: "keep", nick: "Mine", level: 3 },
			{ onDelete: "reset", onRelease: "reset", nick: undefined, level: undefined },
			{ onDelete: "restore", onRelease: "restore", nick: "Before", level: undefined },
		] as const;

		for (const { onDelete, onRelease, nick, level } of leavings) {
			it(`onDelete ${onDelete} leaves the tags so, in one write at most`, async () => {
				await her.create(alice({ nick: "Mine", level: 3, onDelete }));
				const before = writes();
				await her.delete();
				assert.deepEqual([live(NICK), live(LEVEL)], [nick, level]);
				assert.equal(writes() - before, onDelete === "retain" ? 0 : 1);
			});

			it(`onRelease ${onRelease} leaves a dropped tag so, and goes on with the others`, async () => {
				await her.create(alice({ nick: "Mine", level: 3, role: 4, onRelease }));
				assert.equal(await her.up(alice({ role: 4, onRelease })), "update");
				assert.deepEqual([live(NICK), live(LEVEL), live("Tag_Profile_IM_Role")], [nick, level, 4]);
				assert.equal(await her.preview(alice({ role: 4, onRelease })), "same");
			});
		}

		it("puts back a value that was already as declared when it was adopted to be restored", async () => {
			await her.create(alice({ nick: "Before", onDelete: "restore" }));
			await her.up(alice({ nick: "After", onDelete: "restore" }));
			await her.delete();
			assert.equal(live(NICK), "Before");
		});

		it('leaves a tag that cannot be "not set", and says so', async () => {
			await her.create(alice({ allowType: AllowType.DenyAny, nick: "Mine", onDelete: "reset" }));
			await her.delete();
			assert.deepEqual([live(NICK), live(ALLOW)], [undefined, AllowType.DenyAny]);
			assert.ok(her.lines.some((line) => /allowType kept/.test(line)));
		});

		it("takes an account that is gone for left", async () => {
			const gone = await startEmulator({ accounts: { alice: {} } });
			const hers = oneProfile(gone, { kind });
			await hers.create(alice({ nick: "Mine", onDelete: "reset" }));
			gone.removeAccount("alice");
			await hers.delete();
			await gone.close();
		});

		it("fails a deletion whose write is refused, and finishes it the next time", async () => {
			await her.create(alice({ nick: "Mine", onDelete: "reset" }));
			refuse();
			await assert.rejects(her.delete(), /nick: portrait_set alice: api 40008/);
			emulator.faults.clear();
			await her.delete();
			assert.equal(live(NICK), undefined);
		});

		it("keeps a dropped tag whose write is refused in the state, and finishes it the next time", async () => {
			await her.create(alice({ nick: "Mine", role: 4, onRelease: "restore" }));
			refuse();
			await assert.rejects(her.up(alice({ role: 4, onRelease: "restore" })), /nick: portrait_set alice: api 40008/);
			assert.equal(her.outputs?.nick, "Mine");
			emulator.faults.clear();
			assert.equal(await her.up(alice({ role: 4, onRelease: "restore" })), "update");
			assert.equal(live(NICK), "Before");
			assert.equal(her.outputs?.nick, undefined);
		});

		for (const change of [{ onConflict: "fail" }, { onDelete: "reset" }, { onRelease: "restore" }] as const) {
			it(`writes nothing for a change of ${Object.keys(change)} alone`, async () => {
				await her.create(alice({ nick: "Mine" }));
				const before = writes();
				assert.equal(await her.up(alice({ nick: "Mine", ...change })), "update");
				assert.equal(writes(), before);
				assert.equal(await her.preview(alice({ nick: "Mine", ...change })), "same");
			});
		}

		it("names the nearest policy where one is misspelt", async () => {
			const misspelt = alice({ onDelete: "restor" as "restore" });
			await assert.rejects(her.up(misspelt), /onDelete: must be one of retain, reset, restore; did you mean restore\?/);
		});
	});
}

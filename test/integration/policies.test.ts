import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import { AllowType } from "@/provider/model/fields";
import type { ProfileInputs } from "@/provider/model/types";
import { createProfileDriver, type ProfileDriver } from "@/test/support/profile-driver";
import { profileKinds } from "@/test/support/profile-kinds";

const [NICK, LEVEL, ALLOW] = ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Level", "Tag_Profile_IM_AllowType"] as const;

for (const kind of profileKinds) {
	describe(`the handler of a ${kind.name} with policies`, () => {
		let emulator: Emulator;
		let driver: ProfileDriver;

		before(async () => {
			emulator = await startEmulator({ accounts: { alice: {} }, callsPerSecond: 0 });
		});
		after(() => emulator.close());
		beforeEach(() => {
			emulator.faults.clear();
			emulator.setProfile("alice", { [NICK]: "Before", [LEVEL]: 0 });
			driver = createProfileDriver(emulator, { kind });
		});

		const writes = () => emulator.requests.filter(({ command }) => command === "portrait_set").length;
		const live = (tag: string) => emulator.profile("alice")?.[tag] || undefined; // a zero value means "not set"
		const alice = (inputs: Partial<ProfileInputs>): ProfileInputs => ({ account: "alice", ...inputs });
		const refuse = () =>
			emulator.faults.add({ when: { command: "portrait_set" }, effect: { do: "answer", code: 40008 } });

		describe("onConflict", () => {
			it("fails a create before any write when the account has other values, and reports the tags without values", async () => {
				const before = writes();
				await assert.rejects(driver.create(alice({ nick: "Mine", level: 2, onConflict: "fail" })), (error: Error) => {
					assert.match(error.message, /portrait_set alice: not written: onConflict is fail .* values of nick; /);
					assert.doesNotMatch(error.message, /Before|Mine/);
					return true;
				});
				assert.equal(writes(), before);
				assert.equal(driver.outputs, undefined);
			});

			it("allows a create when the account has the declared values or no values", async () => {
				await driver.create(alice({ nick: "Before", level: 2, onConflict: "fail" }));
				assert.equal(live(LEVEL), 2);
			});

			it("has an effect only on a create", async () => {
				await driver.create(alice({ nick: "Before", onConflict: "fail" }));
				emulator.setProfile("alice", { [NICK]: "Other" });
				assert.equal(await driver.up(alice({ nick: "Before", onConflict: "fail" })), "update");
				assert.equal(live(NICK), "Before");
			});
		});

		const actions = [
			{ onDelete: "retain", onRelease: "keep", nick: "Mine", level: 3 },
			{ onDelete: "reset", onRelease: "reset", nick: undefined, level: undefined },
			{ onDelete: "restore", onRelease: "restore", nick: "Before", level: undefined },
		] as const;

		for (const { onDelete, onRelease, nick, level } of actions) {
			it(`applies onDelete ${onDelete} in at most one write`, async () => {
				await driver.create(alice({ nick: "Mine", level: 3, onDelete }));
				const before = writes();
				await driver.delete();
				assert.deepEqual([live(NICK), live(LEVEL)], [nick, level]);
				assert.equal(writes() - before, onDelete === "retain" ? 0 : 1);
			});

			it(`applies onRelease ${onRelease} to a released tag, and keeps the other tags`, async () => {
				await driver.create(alice({ nick: "Mine", level: 3, role: 4, onRelease }));
				assert.equal(await driver.up(alice({ role: 4, onRelease })), "update");
				assert.deepEqual([live(NICK), live(LEVEL), live("Tag_Profile_IM_Role")], [nick, level, 4]);
				assert.equal(await driver.preview(alice({ role: 4, onRelease })), "same");
			});
		}

		it("restores an adopted value that was equal to the declared value", async () => {
			await driver.create(alice({ nick: "Before", onDelete: "restore" }));
			await driver.up(alice({ nick: "After", onDelete: "restore" }));
			await driver.delete();
			assert.equal(live(NICK), "Before");
		});

		it("keeps a tag that has no zero value in a reset, and logs a message", async () => {
			await driver.create(alice({ allowType: AllowType.DenyAny, nick: "Mine", onDelete: "reset" }));
			await driver.delete();
			assert.deepEqual([live(NICK), live(ALLOW)], [undefined, AllowType.DenyAny]);
			assert.ok(
				driver.lines.some((line) =>
					/^alice: allowType unchanged, because the service has no value for "not set"$/.test(line),
				),
			);
		});

		it("succeeds in a delete when the account does not exist", async () => {
			const other = await startEmulator({ accounts: { alice: {} } });
			const otherDriver = createProfileDriver(other, { kind });
			await otherDriver.create(alice({ nick: "Mine", onDelete: "reset" }));
			other.removeAccount("alice");
			await otherDriver.delete();
			await other.close();
		});

		it("fails a delete whose write is rejected, and completes the delete in the next run", async () => {
			await driver.create(alice({ nick: "Mine", onDelete: "reset" }));
			refuse();
			await assert.rejects(driver.delete(), /nick: portrait_set alice: api 40008/);
			emulator.faults.clear();
			await driver.delete();
			assert.equal(live(NICK), undefined);
		});

		it("keeps a released tag in the state if its write is rejected, and applies onRelease in the next up", async () => {
			await driver.create(alice({ nick: "Mine", role: 4, onRelease: "restore" }));
			refuse();
			await assert.rejects(driver.up(alice({ role: 4, onRelease: "restore" })), /nick: portrait_set alice: api 40008/);
			assert.equal(driver.outputs?.nick, "Mine");
			emulator.faults.clear();
			assert.equal(await driver.up(alice({ role: 4, onRelease: "restore" })), "update");
			assert.equal(live(NICK), "Before");
			assert.equal(driver.outputs?.nick, undefined);
		});

		for (const change of [{ onConflict: "fail" }, { onDelete: "reset" }, { onRelease: "restore" }] as const) {
			it(`writes nothing when only ${Object.keys(change)} changes`, async () => {
				await driver.create(alice({ nick: "Mine" }));
				const before = writes();
				assert.equal(await driver.up(alice({ nick: "Mine", ...change })), "update");
				assert.equal(writes(), before);
				assert.equal(await driver.preview(alice({ nick: "Mine", ...change })), "same");
			});
		}

		it("suggests a policy value that is similar to a misspelled one", async () => {
			const misspelled = alice({ onDelete: "restor" as "restore" });
			await assert.rejects(
				driver.up(misspelled),
				/onDelete: must be one of retain, reset, restore; did you mean restore\?/,
			);
		});
	});
}

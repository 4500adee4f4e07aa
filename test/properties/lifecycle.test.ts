import assert from "node:assert/strict";
import fc from "fast-check";
import { equalValues } from "@/provider/model/compare";
import { type OwnedTag, ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileInputs, ProfileState, TagValue } from "@/provider/model/types";
import { arbitraryProfileInputs, assertAsyncProperty, printSeed, uint64 } from "@/test/support/arbitraries";
import { handlerContext } from "@/test/support/builders";
import { type ProfileHooks, profileKinds } from "@/test/support/profile-kinds";
import { createInProcessService, type InProcessService } from "./in-process";

/** Creates an app that has the account alice, and the custom fields and tags of the given inputs. */
function appFor(...inputs: readonly ProfileInputs[]): InProcessService {
	const customFields = [...new Set(inputs.flatMap(({ custom = {} }) => Object.keys(custom)))];
	const others = inputs.flatMap(({ tags = {} }) => Object.entries(tags));
	const extraTags = Object.fromEntries(
		others.map(([tag, value]) => [tag, typeof value === "string" ? ("string" as const) : ("uint64" as const)]),
	);
	return createInProcessService({ accounts: { alice: {} }, customFields, extraTags });
}

for (const kind of profileKinds) {
	describe(`the lifecycle of a ${kind.name}`, () => {
		/** Creates hooks with empty caches, as in a new process. */
		function createHooksOn(app: InProcessService): ProfileHooks {
			const service = app.service();
			return kind.hooks(handlerContext(service, { app: service.sdkAppId }));
		}

		async function assertApplied(app: InProcessService, outs: ProfileState, inputs: ProfileInputs): Promise<void> {
			const stored = app.state.store.tags("alice") ?? {};
			const other = ownedTags(inputs).filter(({ tag, value }) => !equalValues(tag, value, stored[tag]));
			assert.deepEqual(other, []);
			assert.deepEqual(await createHooksOn(app).diff("alice", outs, inputs), { changes: false });
			const read = await createHooksOn(app).read("alice", outs);
			assert.deepEqual([read.props, read.inputs], [outs, inputs]);
		}

		printSeed();

		it("shows no change in diff and refresh after a create", () =>
			assertAsyncProperty(
				fc.asyncProperty(arbitraryProfileInputs, async (inputs) => {
					const app = appFor(inputs);
					const { outs } = await createHooksOn(app).create(inputs);
					await assertApplied(app, outs as ProfileState, inputs);
				}),
				250,
			));

		it("shows no change in diff and refresh after an update from any other profile", () =>
			assertAsyncProperty(
				fc.asyncProperty(arbitraryProfileInputs, arbitraryProfileInputs, async (before, after) => {
					const compatible = { ...after, tags: withTypesOf(before, after) };
					const app = appFor(before, compatible);
					const { outs } = await createHooksOn(app).create(before);
					const updated = await createHooksOn(app).update("alice", outs as ProfileState, compatible);
					await assertApplied(app, updated.outs as ProfileState, compatible);
				}),
				250,
			));

		it("detects any drift, and corrects the drift in one update", () =>
			assertAsyncProperty(
				fc.asyncProperty(arbitraryProfileInputs, fc.nat(), async (inputs, at) => {
					const owned = ownedTags(inputs);
					if (owned.length === 0) return;
					const app = appFor(inputs);
					const outs = (await createHooksOn(app).create(inputs)).outs as ProfileState;
					const { tag, value } = owned[at % owned.length] as OwnedTag;
					app.state.store.change("alice", { [tag]: differentValue(value) });
					assert.deepEqual(await createHooksOn(app).diff("alice", outs, inputs), { changes: true });
					const updated = await createHooksOn(app).update("alice", outs, inputs);
					await assertApplied(app, updated.outs as ProfileState, inputs);
				}),
				250,
			));

		it("keeps every digit of a 64-bit number in the service, in the state and in a diff", () =>
			assertAsyncProperty(
				fc.asyncProperty(uint64, async (value) => {
					const number = { uint64: value.toString() };
					const inputs: ProfileInputs = { account: "alice", tags: { Tag_New: number } };
					const app = appFor(inputs);
					const outs = (await createHooksOn(app).create(inputs)).outs as ProfileState;
					assert.deepEqual(outs.tags, { Tag_New: number });
					assert.equal(digitsOf(app.state.store.tags("alice")?.Tag_New ?? 0), number.uint64);
					const live = await app.service().live.fetch("alice", ["Tag_New"]);
					assert.equal(digitsOf(live?.values.Tag_New ?? 0), number.uint64);
					await assertApplied(app, outs, inputs);
					app.state.store.change("alice", { Tag_New: { uint64: (value + 1n).toString() } });
					assert.deepEqual(await createHooksOn(app).diff("alice", outs, inputs), { changes: true });
					const { props } = await createHooksOn(app).read("alice", outs);
					assert.equal(digitsOf(props?.tags?.Tag_New ?? 0), (value + 1n).toString());
				}),
				250,
			));
	});
}

/**
 * Returns the tags of `after`, except each tag whose type differs from its type in `before`. The type of a tag cannot
 * change.
 */
function withTypesOf({ tags: before = {} }: ProfileInputs, { tags: after = {} }: ProfileInputs) {
	const isText = (value: TagValue | undefined) => typeof value === "string";
	const fits = ([tag, value]: readonly [string, TagValue]) =>
		!Object.hasOwn(before, tag) || isText(before[tag]) === isText(value);
	return Object.fromEntries(Object.entries(after).filter(fits));
}

function differentValue(value: TagValue): TagValue {
	return typeof value === "string" ? `${value}~` : { uint64: (BigInt(digitsOf(value)) ^ 1n).toString() };
}

function digitsOf(value: TagValue): string {
	return typeof value === "object" ? value.uint64 : String(value);
}

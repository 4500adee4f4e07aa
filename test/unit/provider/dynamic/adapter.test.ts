import assert from "node:assert/strict";
import type { dynamic } from "@pulumi/pulumi";
import { toDynamicProvider } from "@/provider/dynamic/adapter";
import { apiError } from "@/provider/errors/im-error";
import { isPartialFailure, partialFailure, type ResourceHandler } from "@/provider/lifecycle/handler";
import { failureOf } from "@/test/support/builders";

const TEXT = "exports.handler=…";

const stored = { account: "alice", __provider: TEXT };

interface Inputs {
	readonly account: string;
}

/** A door to hooks that give what they got, or throw. */
function aDoor(failure?: Error) {
	const seen: unknown[][] = [];
	const hook =
		<T>(answer: T) =>
		async (...args: unknown[]) => {
			seen.push(args);
			if (failure !== undefined) throw failure;
			return answer;
		};
	const configs: dynamic.Config[] = [];
	const hooks: ResourceHandler<Inputs, Inputs> = {
		check(...args) {
			seen.push(args);
			if (failure !== undefined) throw failure;
			return {};
		},
		create: hook({ id: "alice" }),
		diff: hook({ changes: false }),
		read: hook({ id: "alice" }),
		update: hook({}),
		delete: hook(undefined),
	};
	return { seen, configs, provider: toDynamicProvider<Inputs, Inputs>((config) => configs.push(config), hooks) };
}

type Provider = ReturnType<typeof aDoor>["provider"];

const bare = { account: "alice" };

const calls: readonly { name: string; run: (provider: Provider) => Promise<unknown> | undefined; gets: unknown[] }[] = [
	{ name: "check", run: (provider) => provider.check?.(stored, stored), gets: [bare, bare] },
	{ name: "create", run: (provider) => provider.create(stored), gets: [bare] },
	{ name: "diff", run: (provider) => provider.diff?.("alice", stored, stored), gets: ["alice", bare, bare] },
	{ name: "read", run: (provider) => provider.read?.("alice", stored), gets: ["alice", bare] },
	{ name: "update", run: (provider) => provider.update?.("alice", stored, stored), gets: ["alice", bare, bare] },
	{ name: "delete", run: (provider) => provider.delete?.("alice", stored), gets: ["alice", bare] },
];

describe("door", () => {
	for (const { name, run, gets } of calls) {
		it(`takes the constant text off what ${name} gets`, async () => {
			const { provider, seen } = aDoor();
			await run(provider);
			assert.deepEqual(seen, [gets]);
		});

		it(`shows an expected error of ${name} in one line, without a stack`, async () => {
			const error = apiError({ command: "portrait_get", accounts: ["alice"] }, 40006);
			const caught = await failureOf(Promise.resolve(run(aDoor(error).provider)));
			assert.equal(caught, error);
			assert.equal(caught.stack, caught.message);
		});

		it(`keeps the stack of a fault of ours in ${name}`, async () => {
			const caught = await failureOf(Promise.resolve(run(aDoor(new TypeError("ours")).provider)));
			assert.match(caught.stack ?? "", /\n {4}at /);
		});
	}

	for (const { name, run } of calls.filter((each) => ["create", "update"].includes(each.name))) {
		it(`puts the constant text back into a partial failure of ${name}`, async () => {
			const error = await failureOf(
				Promise.resolve(run(aDoor(partialFailure("alice", { ...bare }, ["nick: no"])).provider)),
			);
			assert.ok(isPartialFailure(error));
			assert.deepEqual(error.properties, stored);
		});
	}

	it("reads with an id alone", async () => {
		const { provider, seen } = aDoor();
		await provider.read?.("alice", undefined as never);
		assert.deepEqual(seen, [["alice", {}]]);
	});

	it("hands the configuration on, and does nothing else with it", async () => {
		const { provider, configs, seen } = aDoor();
		const config: dynamic.Config = { get: () => undefined, require: () => "" };
		await provider.configure?.({ config });
		assert.deepEqual({ configs, seen }, { configs: [config], seen: [] });
	});
});

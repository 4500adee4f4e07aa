import assert from "node:assert/strict";
import type { dynamic } from "@pulumi/pulumi";
import { toDynamicProvider } from "@/provider/dynamic/adapter";
import { apiError } from "@/provider/errors/im-error";
import { type DiffResult, PartialFailureError, type ResourceHandler } from "@/provider/lifecycle/handler";
import { failureOf } from "@/test/support/builders";

const TEXT = "exports.handler=…";

interface Inputs {
	readonly account: string;
}

type Handler = ResourceHandler<Inputs, Inputs>;

const bare: Inputs = { account: "alice" };

const stored = { ...bare, __provider: TEXT };

const unchanged: DiffResult = { changes: [], replaces: [], unknown: false, messages: [] };

/**
 * Creates a provider whose handler records the requests that it receives. Each method of the handler returns or throws
 * its entry in `results`.
 */
function createProvider(results: Partial<Handler> & { readonly failure?: Error } = {}) {
	const { failure, ...methods } = results;
	const requests: unknown[] = [];
	const lines: string[] = [];
	const configs: dynamic.Config[] = [];
	const answer = <T>(request: unknown, result: T): T => {
		requests.push(request);
		if (failure !== undefined) throw failure;
		return result;
	};
	const handler: Handler = {
		check: (request) => answer(request, { inputs: bare, failures: [] }),
		create: async (request) => answer(request, { id: "alice", state: bare }),
		diff: async (request) => answer(request, unchanged),
		read: async (request) => answer(request, { id: "alice", state: bare, inputs: bare }),
		update: async (request) => answer(request, { state: bare }),
		delete: async (request) => answer(request, undefined),
		...methods,
	};
	const provider = toDynamicProvider<Inputs, Inputs>(handler, {
		configure: (config) => configs.push(config),
		log: (line) => lines.push(line),
	}) as Required<dynamic.ResourceProvider>;
	return { requests, lines, configs, provider };
}

type Provider = ReturnType<typeof createProvider>["provider"];

const calls: readonly {
	readonly name: string;
	readonly run: (provider: Provider) => Promise<unknown>;
	readonly request: unknown;
}[] = [
	{ name: "check", run: (provider) => provider.check(stored, stored), request: { olds: bare, news: bare } },
	{ name: "create", run: (provider) => provider.create(stored), request: { inputs: bare } },
	{
		name: "diff",
		run: (provider) => provider.diff("alice", stored, stored),
		request: { id: "alice", olds: bare, news: bare },
	},
	{
		name: "read",
		run: (provider) => provider.read("alice", stored),
		request: { id: "alice", state: bare, purpose: "refresh" },
	},
	{
		name: "update",
		run: (provider) => provider.update("alice", stored, stored),
		request: { id: "alice", olds: bare, news: bare },
	},
	{ name: "delete", run: (provider) => provider.delete("alice", stored), request: { id: "alice", state: bare } },
];

describe("toDynamicProvider", () => {
	for (const { name, run, request } of calls) {
		it(`passes the arguments of ${name} to the handler as one request, without __provider`, async () => {
			const { provider, requests } = createProvider();
			await run(provider);
			assert.deepEqual(requests, [request]);
		});

		it(`throws an expected error of ${name} without a stack trace`, async () => {
			const error = apiError({ command: "portrait_get", accounts: ["alice"] }, 40006);
			const caught = await failureOf(run(createProvider({ failure: error }).provider));
			assert.equal(caught, error);
			assert.equal(caught.stack, caught.message);
		});

		it(`keeps the stack trace of an unexpected error of ${name}`, async () => {
			const caught = await failureOf(run(createProvider({ failure: new TypeError("a bug") }).provider));
			assert.match(caught.stack ?? "", /\n {4}at /);
		});
	}

	it("passes the stack configuration to the given function, and calls no handler method", async () => {
		const { provider, configs, requests } = createProvider();
		const config: dynamic.Config = { get: () => undefined, require: () => "" };
		await provider.configure({ config });
		assert.deepEqual({ configs, requests }, { configs: [config], requests: [] });
	});

	describe("check", () => {
		const failing = (path: readonly string[], reason: string) =>
			createProvider({ check: () => ({ inputs: bare, failures: [{ path, reason }] }) }).provider.check(stored, stored);

		const cases: readonly { name: string; path: readonly string[]; reason: string }[] = [
			{
				name: "a path of several keys",
				path: ["profiles", "alice", "nick"],
				reason: "profiles.alice.nick: is required",
			},
			{ name: "no path", path: [], reason: "is required" },
			{ name: "an empty key", path: [""], reason: ": is required" },
			{
				name: "escaped control characters of the path",
				path: ["custom", "Te\nam"],
				reason: "custom.Te\\u{a}am: is required",
			},
		];
		for (const { name, path, reason } of cases) {
			it(`returns a failure with an empty property and ${name} in the reason`, async () => {
				assert.deepEqual(await failing(path, "is required"), { inputs: bare, failures: [{ property: "", reason }] });
			});
		}
	});

	describe("diff", () => {
		const change = (source: "inputs" | "live") => ({ path: ["nick"], kind: "update", source }) as const;
		const cases: readonly { name: string; result: Partial<DiffResult>; answer: object; withoutText?: object }[] = [
			{ name: "nothing differs", result: {}, answer: { changes: false } },
			{ name: "an input differs", result: { changes: [change("inputs")] }, answer: {}, withoutText: { changes: true } },
			{ name: "only a live value differs", result: { changes: [change("live")] }, answer: { changes: true } },
			{
				name: "an input and a live value differ",
				result: { changes: [change("live"), change("inputs")] },
				answer: {},
				withoutText: { changes: true },
			},
			{ name: "an input is unknown", result: { unknown: true }, answer: {}, withoutText: { changes: true } },
			{
				name: "the resource is replaced",
				result: { changes: [change("inputs")], replaces: [["account"]] },
				answer: { changes: true, replaces: ["account"] },
			},
		];
		const diff = (result: Partial<DiffResult>, olds: object) =>
			createProvider({ diff: async () => ({ ...unchanged, ...result }) }).provider.diff("alice", olds, stored);
		for (const { name, result, answer, withoutText = answer } of cases) {
			it(`returns ${JSON.stringify(answer)} when ${name}`, async () => {
				assert.deepEqual(await diff(result, stored), answer);
			});

			it(`returns ${JSON.stringify(withoutText)} when ${name} and the outputs have no __provider`, async () => {
				assert.deepEqual(await diff(result, bare), withoutText);
			});
		}

		const withOption = (paths?: readonly string[]) => ({ ...stored, ...(paths && { __unmanaged: paths }) });
		const optionChanges = [
			{ name: "is added", before: undefined, after: ["nick"] },
			{ name: "is removed", before: ["nick"], after: undefined },
			{ name: "changes", before: ["nick"], after: ["nick", "level"] },
		];
		for (const { name, before, after } of optionChanges) {
			const diffWith = (result: Partial<DiffResult>) =>
				createProvider({ diff: async () => ({ ...unchanged, ...result }) }).provider.diff(
					"alice",
					withOption(before),
					withOption(after),
				);

			it(`returns {"changes":true} when ignoreChanges ${name} and another input differs or is unknown`, async () => {
				assert.deepEqual(await diffWith({ changes: [change("inputs")] }), { changes: true });
				assert.deepEqual(await diffWith({ unknown: true }), { changes: true });
			});

			it(`returns {"changes":false} when only ignoreChanges ${name}`, async () => {
				assert.deepEqual(await diffWith({}), { changes: false });
			});
		}

		const staleOutputs = [
			{ name: "was added before", inputs: ["nick"], news: ["nick"], answer: {} },
			{ name: "was added before and is removed", inputs: ["nick"], news: undefined, answer: { changes: true } },
		];
		for (const { name, inputs, news, answer } of staleOutputs) {
			it(`returns ${JSON.stringify(answer)} when ignoreChanges ${name}, and the outputs do not contain it`, async () => {
				const result = { ...unchanged, changes: [change("inputs")] };
				const { provider } = createProvider({ diff: async () => result });
				await provider.check(withOption(inputs), withOption(news));
				assert.deepEqual(await provider.diff("alice", stored, withOption(news)), answer);
			});
		}

		it("returns {} when an input differs and ignoreChanges does not change", async () => {
			const result = { ...unchanged, changes: [change("inputs")] };
			const { provider } = createProvider({ diff: async () => result });
			assert.deepEqual(await provider.diff("alice", withOption(["nick"]), withOption(["nick"])), {});
		});

		it("logs the messages of the handler", async () => {
			const { provider, lines } = createProvider({ diff: async () => ({ ...unchanged, messages: ["one", "two"] }) });
			await provider.diff("alice", stored, stored);
			assert.deepEqual(lines, ["one", "two"]);
		});
	});

	describe("read", () => {
		it("returns the state and the inputs of a managed resource", async () => {
			const inputs = { account: "alice" };
			const state = { ...inputs, app: 5 };
			const { provider } = createProvider({ read: async () => ({ id: "alice", state, inputs }) });
			assert.deepEqual(await provider.read("alice", stored), { id: "alice", props: state, inputs });
		});

		it("returns an empty result for a resource that does not exist", async () => {
			const { provider } = createProvider({ read: async () => undefined });
			assert.deepEqual(await provider.read("alice", stored), {});
		});

		const lookUps: readonly { name: string; state: object | undefined }[] = [
			{ name: "without a state", state: undefined },
			{ name: "with a state that contains only __provider", state: { __provider: TEXT } },
			{ name: "with a state that contains only __unmanaged", state: { __unmanaged: ["nick"], __provider: TEXT } },
		];
		for (const { name, state } of lookUps) {
			it(`reads with purpose get, and returns no inputs, ${name}`, async () => {
				const { provider, requests } = createProvider();
				assert.deepEqual(await provider.read("alice", state), { id: "alice", props: bare });
				assert.deepEqual(requests, [{ id: "alice", state: {}, purpose: "get" }]);
			});
		}
	});

	for (const { name, run } of calls.filter((each) => ["create", "update"].includes(each.name))) {
		describe(`partial failure of ${name}`, () => {
			const fail = () => {
				const failure = new PartialFailureError("alice", bare, ["nick: refused", "level: refused"]);
				return failureOf(run(createProvider({ failure }).provider));
			};

			it("has the id, the reasons, and the state with __provider", async () => {
				const { id, reasons, properties, message } = await fail();
				assert.deepEqual(
					{ id, reasons, properties, message },
					{
						id: "alice",
						reasons: ["nick: refused", "level: refused"],
						properties: stored,
						message: "nick: refused; level: refused",
					},
				);
			});

			it("has no numeric code, which the engine would interpret as a gRPC status", async () => {
				assert.equal("code" in (await fail()), false);
			});
		});
	}
});

import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { mergeDefaults } from "@/provider/model/defaults";
import { whenKnown } from "@/provider/resources/inputs";

/** Returns a value in which outputs are resolved, and in which each secret is an object with the property `secret`. */
async function shown(value: unknown): Promise<unknown> {
	if (pulumi.Output.isInstance(value)) {
		const output = value as pulumi.Output<unknown> & { promise(): Promise<unknown>; isSecret: Promise<boolean> };
		const inner = await shown(await output.promise());
		return (await output.isSecret) ? { secret: inner } : inner;
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(
		await Promise.all(Object.entries(value).map(async ([k, v]) => [k, await shown(v)] as const)),
	);
}

const cases: readonly { name: string; defaults: unknown; profiles: unknown; merged: unknown }[] = [
	{
		name: "returns profiles unchanged without defaults",
		defaults: undefined,
		profiles: { a: { nick: "A" } },
		merged: { a: { nick: "A" } },
	},
	{
		name: "adds defaults that a profile does not declare, and keeps the values of the profile",
		defaults: { nick: "D", level: 1 },
		profiles: { a: {}, b: { nick: "B" }, c: { level: 0 } },
		merged: { a: { nick: "D", level: 1 }, b: { nick: "B", level: 1 }, c: { nick: "D", level: 0 } },
	},
	{
		name: "merges custom and tags by key",
		defaults: { custom: { Team: "d", Unit: "u" }, tags: { Tag_A: 1 } },
		profiles: { a: { custom: { Team: "a" } }, b: { tags: { Tag_B: { uint64: "5" } } } },
		merged: {
			a: { custom: { Team: "a", Unit: "u" }, tags: { Tag_A: 1 } },
			b: { custom: { Team: "d", Unit: "u" }, tags: { Tag_A: 1, Tag_B: { uint64: "5" } } },
		},
	},
	{
		name: "treats undefined as absent",
		defaults: { nick: "D", custom: { Team: "d" } },
		profiles: { a: { nick: undefined, custom: undefined }, b: { custom: { Team: undefined } } },
		merged: { a: { nick: "D", custom: { Team: "d" } }, b: { nick: "D", custom: { Team: "d" } } },
	},
	{
		name: "marks only a secret value in the defaults as secret",
		defaults: { nick: "D", custom: { Team: pulumi.secret("s"), Unit: "u" } },
		profiles: { a: { custom: { Unit: "a" } } },
		merged: { a: { nick: "D", custom: { Team: { secret: "s" }, Unit: "a" } } },
	},
	{
		name: "keeps a secret in the defaults secret when profiles are an output",
		defaults: { custom: { Team: pulumi.secret("s") } },
		profiles: pulumi.output({ a: { nick: "A" } }),
		merged: { a: { nick: "A", custom: { Team: { secret: "s" } } } },
	},
	{
		name: "keeps a secret in the defaults secret when a profile is a promise",
		defaults: { custom: { Team: pulumi.secret("s") } },
		profiles: { a: Promise.resolve({ custom: { Unit: "u" } }) },
		merged: { a: { custom: { Team: { secret: "s" }, Unit: "u" } } },
	},
	{
		name: "keeps a map that is a secret secret as a whole",
		defaults: { custom: pulumi.secret({ Team: "s" }) },
		profiles: { a: { custom: { Unit: "u" } } },
		merged: { a: { custom: { secret: { Team: "s", Unit: "u" } } } },
	},
	{
		name: "keeps a secret in a profile secret",
		defaults: { level: 1 },
		profiles: { a: { nick: pulumi.secret("s") }, b: pulumi.secret({ nick: "t" }) },
		merged: { a: { level: 1, nick: { secret: "s" } }, b: { secret: { level: 1, nick: "t" } } },
	},
	{
		name: "returns a value that is not a map unchanged",
		defaults: { level: 1 },
		profiles: { a: "text", b: [1] },
		merged: { a: "text", b: [1] },
	},
	{ name: "returns profiles that are not a map unchanged", defaults: { level: 1 }, profiles: "text", merged: "text" },
];

describe("mergeDefaults", () => {
	for (const { name, defaults, profiles, merged } of cases) {
		it(name, async () => assert.deepEqual(await shown(mergeDefaults(profiles, defaults, whenKnown)), merged));
	}
});

import assert from "node:assert/strict";
import { parseSeed } from "@/emulator/seed";

describe("parseSeed", () => {
	it("parses every key", () => {
		const seed = {
			accounts: {
				bot: {
					Tag_Profile_IM_Nick: "Bot",
					Tag_Profile_Custom_Team: "red",
					Tag_Big: { uint64: "18446744073709551615" },
				},
			},
			online: { bot: { Web: "Online", iPhone: "PushOnline" } },
			customFields: ["Team"],
			extraTags: { Tag_Big: "uint64" },
			admins: ["root"],
			quirks: { order: "shuffled" },
			faults: [{ effect: { do: "lose" } }],
		};
		assert.deepEqual(parseSeed(JSON.stringify(seed)), seed);
		assert.deepEqual(parseSeed("{}"), {});
	});

	it("parses a number above 2^53 without rounding", () => {
		const seed = parseSeed('{"extraTags":{"Tag_Big":"uint64"},"accounts":{"bot":{"Tag_Big":18446744073709551615}}}');
		assert.deepEqual(seed.accounts?.bot, { Tag_Big: { uint64: "18446744073709551615" } });
	});

	const invalid = [
		{ name: "text that is not JSON", text: "{", reason: /^not JSON: / },
		{ name: "a list instead of an object", text: "[]", reason: /^must be a JSON object$/ },
		{
			name: "an obsolete key named answers",
			text: '{"answers":{}}',
			reason: /^answers: unknown key; expected one of .*quirks/,
		},
		{ name: "an unknown key", text: '{"users":{}}', reason: /^users: unknown key; expected one of accounts, online, / },
		{
			name: "a list instead of an object of accounts",
			text: '{"accounts":[]}',
			reason: /^accounts: must be an object$/,
		},
		...["accounts", "online", "customFields", "extraTags", "admins", "quirks", "faults"].map((key) => ({
			name: `null as ${key}`,
			text: `{"${key}":null}`,
			reason: new RegExp(`^${key}: must be `),
		})),
		{
			name: "an account that is a string",
			text: '{"accounts":{"bot":"x"}}',
			reason: /^accounts.bot: must be an object$/,
		},
		...["", "a".repeat(33), "caf\u00e9", "a\nb"].flatMap((id) =>
			[{ accounts: { [id]: {} } }, { online: { [id]: {} } }, { admins: [id] }].map((seed) => ({
				name: `${JSON.stringify(id)} as an account in ${Object.keys(seed)}`,
				text: JSON.stringify(seed),
				reason: /^(accounts|online|admins): "[^"]*" must be 1 to 32 printable ASCII characters$/,
			})),
		),
		{
			name: "an unknown tag",
			text: '{"accounts":{"bot":{"Nick":"x"}}}',
			reason: /^accounts.bot.Nick: unknown tag; declare it/,
		},
		{
			name: "a value of the wrong type",
			text: '{"accounts":{"bot":{"Tag_Profile_IM_Level":"5"}}}',
			reason: /^accounts.bot.Tag_Profile_IM_Level: wrong type for the tag$/,
		},
		{
			name: "an unknown enum value",
			text: '{"accounts":{"bot":{"Tag_Profile_IM_Gender":"x"}}}',
			reason: /: not a valid value of the tag$/,
		},
		{
			name: "a boolean value",
			text: '{"accounts":{"bot":{"Tag_Profile_IM_Nick":true}}}',
			reason: /: must be a string or a number$/,
		},
		{
			name: "a keyword with a digit",
			text: '{"customFields":["T1"]}',
			reason: /^customFields: "T1" must be 1 to 8 English letters$/,
		},
		{
			name: "platforms that are a string",
			text: '{"online":{"bot":"Web"}}',
			reason: /^online.bot: must be an object$/,
		},
		{
			name: "an unknown online status",
			text: '{"online":{"bot":{"Web":"Away"}}}',
			reason: /^online.bot.Web: must be "Online" or "PushOnline"$/,
		},
		{
			name: "11 admins",
			text: JSON.stringify({ admins: Array.from({ length: 10 }, (_, index) => `admin${index}`) }),
			reason: /^admins: 11 including "administrator", which every app has; at most 10 are allowed$/,
		},
		{
			name: "custom fields that are a string",
			text: '{"customFields":"Team"}',
			reason: /^customFields: must be a list of strings$/,
		},
		{
			name: "an extra tag of an unknown type",
			text: '{"extraTags":{"a":"int"}}',
			reason: /^extraTags.a: must be "string" or "uint64"$/,
		},
		{ name: "an invalid quirk", text: '{"quirks":{"order":"x"}}', reason: /^quirks.order: must be one of/ },
		{ name: "an invalid fault", text: '{"faults":[{}]}', reason: /^faults\[0\]: fault.effect: must be an object$/ },
		{ name: "faults that are an object", text: '{"faults":{}}', reason: /^faults: must be a list$/ },
	];
	for (const c of invalid) {
		it(`rejects ${c.name} with a one-line message`, () => {
			assert.throws(
				() => parseSeed(c.text),
				(error: Error) => c.reason.test(error.message) && !error.message.includes("\n"),
			);
		});
	}
});

import assert from "node:assert/strict";
import { parseSeed } from "@/emulator/seed";

describe("seed", () => {
	it("reads every key", () => {
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

	it("keeps a bare number above 2^53", () => {
		const seed = parseSeed('{"extraTags":{"Tag_Big":"uint64"},"accounts":{"bot":{"Tag_Big":18446744073709551615}}}');
		assert.deepEqual(seed.accounts?.bot, { Tag_Big: { uint64: "18446744073709551615" } });
	});

	const wrong = [
		{ name: "no JSON", text: "{", reason: /^not JSON: / },
		{ name: "a list", text: "[]", reason: /^must be a JSON object$/ },
		{ name: "an unknown key", text: '{"users":{}}', reason: /^users: no such key; there are accounts, online, / },
		{ name: "accounts that are a list", text: '{"accounts":[]}', reason: /^accounts: must be an object$/ },
		{ name: "an account that is text", text: '{"accounts":{"bot":"x"}}', reason: /^accounts.bot: must be an object$/ },
		{
			name: "an unknown tag",
			text: '{"accounts":{"bot":{"Nick":"x"}}}',
			reason: /^accounts.bot.Nick: no such tag; declare it/,
		},
		{
			name: "a wrong type",
			text: '{"accounts":{"bot":{"Tag_Profile_IM_Level":"5"}}}',
			reason: /^accounts.bot.Tag_Profile_IM_Level: not the tag's type$/,
		},
		{
			name: "a wrong word",
			text: '{"accounts":{"bot":{"Tag_Profile_IM_Gender":"x"}}}',
			reason: /: not one of the tag's values$/,
		},
		{
			name: "a truth value",
			text: '{"accounts":{"bot":{"Tag_Profile_IM_Nick":true}}}',
			reason: /: must be a string or a number$/,
		},
		{
			name: "a keyword with a digit",
			text: '{"customFields":["T1"]}',
			reason: /^customFields: "T1" is not 1 to 8 English letters$/,
		},
		{ name: "platforms that are text", text: '{"online":{"bot":"Web"}}', reason: /^online.bot: must be an object$/ },
		{
			name: "another state",
			text: '{"online":{"bot":{"Web":"Away"}}}',
			reason: /^online.bot.Web: must be "Online" or "PushOnline"$/,
		},
		{
			name: "11 admins",
			text: JSON.stringify({ admins: Array.from({ length: 10 }, (_, index) => `admin${index}`) }),
			reason: /^admins: 11 with "administrator", which is always one; an app has at most 10$/,
		},
		{
			name: "keywords that are text",
			text: '{"customFields":"Team"}',
			reason: /^customFields: must be a list of strings$/,
		},
		{
			name: "an extra tag of another type",
			text: '{"extraTags":{"a":"int"}}',
			reason: /^extraTags.a: must be "string" or "uint64"$/,
		},
		{ name: "a wrong switch", text: '{"quirks":{"order":"x"}}', reason: /^quirks.order: must be one of/ },
		{ name: "a wrong fault", text: '{"faults":[{}]}', reason: /^faults\[0\]: fault.effect: must be an object$/ },
		{ name: "faults that are an object", text: '{"faults":{}}', reason: /^faults: must be a list$/ },
	];
	for (const c of wrong) {
		it(`refuses ${c.name} in one line`, () => {
			assert.throws(
				() => parseSeed(c.text),
				(error: Error) => c.reason.test(error.message) && !error.message.includes("\n"),
			);
		});
	}
});

import assert from "node:assert/strict";
import { parseWebhook, type Query, rejectionReason, sign, type WebhookAuth } from "@/cli/watch/webhook";

/** The sample of https://trtc.io/document/34354. */
const TOKEN = "xxxxyyyy";

const TIME = 1_669_872_112;

const SIGN = "17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061";

const gate: WebhookAuth = { sdkAppId: 1_400_000_000, token: TOKEN, windowSeconds: 60, now: () => TIME * 1000 };

const good: Query = { SdkAppid: "1400000000", RequestTime: String(TIME), Sign: SIGN };

const cases: readonly { name: string; query?: Query; gate?: Partial<WebhookAuth>; refusal: string | undefined }[] = [
	{ name: "the documented sample", refusal: undefined },
	{ name: "a call from the future within the window", gate: { now: () => (TIME - 60) * 1000 }, refusal: undefined },
	{ name: "a call from the past within the window", gate: { now: () => (TIME + 60) * 1000 }, refusal: undefined },
	{
		name: "a replay after the window",
		gate: { now: () => (TIME + 60.001) * 1000 },
		refusal: "outside the time window",
	},
	{
		name: "a call from before the window",
		gate: { now: () => (TIME - 61) * 1000 },
		refusal: "outside the time window",
	},
	{
		name: "a replay after a narrower window",
		gate: { windowSeconds: 5, now: () => (TIME + 6) * 1000 },
		refusal: "outside the time window",
	},
	{ name: "another app", query: { SdkAppid: "1400000001" }, refusal: "foreign app" },
	{ name: "no app", query: { SdkAppid: undefined }, refusal: "foreign app" },
	{ name: "an app given twice", query: { SdkAppid: ["1400000000", "1400000000"] }, refusal: "foreign app" },
	{ name: "another token's signature", gate: { token: "other" }, refusal: "bad signature" },
	{ name: "a signature cut short", query: { Sign: SIGN.slice(1) }, refusal: "bad signature" },
	{ name: "no signature", query: { Sign: undefined }, refusal: "bad signature" },
	{ name: "a signature given twice", query: { Sign: [SIGN, SIGN] }, refusal: "bad signature" },
	{ name: "a time that was not signed", query: { RequestTime: String(TIME + 1) }, refusal: "bad signature" },
	{
		name: "a signed time that is no number",
		query: { RequestTime: "now", Sign: sign(TOKEN, "now") },
		refusal: "outside the time window",
	},
	{
		name: "no time, with the signature of none",
		query: { RequestTime: undefined, Sign: sign(TOKEN, "") },
		refusal: "outside the time window",
	},
	{
		name: "neither signature nor time where there is no token",
		query: { Sign: undefined, RequestTime: undefined },
		gate: { token: undefined },
		refusal: undefined,
	},
	{
		name: "another app where there is no token",
		query: { SdkAppid: "1" },
		gate: { token: undefined },
		refusal: "foreign app",
	},
];

describe("refusalOf", () => {
	for (const c of cases) {
		it(`says ${c.refusal ?? "nothing"} of ${c.name}`, () => {
			assert.equal(rejectionReason({ ...good, ...c.query }, { ...gate, ...c.gate }), c.refusal);
		});
	}
});

const NOW = Date.UTC(2026, 2, 1, 10);

const reading = { ours: ["deployer"], now: () => NOW };

const query = { CallbackCommand: "Profile.CallbackPortraitSet", OptPlatform: "Web" };

/** The sample of https://trtc.io/document/48733. */
const body = {
	CallbackCommand: "Profile.CallbackPortraitSet",
	From_Account: "id",
	Operator_Account: "id",
	EventTime: 1_670_574_414_123,
	ProfileItem: [
		{ Tag: "Tag_Profile_IM_Nick", Value: "MyNickName" },
		{ Tag: "Tag_Profile_IM_Level", Value: 1 },
	],
};

const read = (changes: object = {}, platform: string | undefined = query.OptPlatform) =>
	parseWebhook({ ...query, OptPlatform: platform }, JSON.stringify({ ...body, ...changes }), reading);

function eventOf(changes: object, platform?: string) {
	const callback = read(changes, platform);
	assert.ok(callback.kind === "event");
	return callback.event;
}

describe("readCallback", () => {
	it("keeps who changed which tags of which account, when and from where, and no value", () => {
		assert.deepEqual(read(), {
			kind: "event",
			event: {
				version: 1,
				time: "2022-12-09T08:26:54.123Z",
				account: "id",
				operator: "id",
				platform: "Web",
				tags: ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Level"],
				ours: false,
			},
		});
	});

	const owners: readonly { name: string; operator: string; platform: string; ours: boolean }[] = [
		{ name: "our identifier over REST", operator: "deployer", platform: "RESTAPI", ours: true },
		{ name: "our identifier in a client program", operator: "deployer", platform: "Web", ours: false },
		{ name: "another admin over REST", operator: "administrator", platform: "RESTAPI", ours: false },
	];
	for (const { name, operator, platform, ours } of owners) {
		it(`takes a write by ${name} for ${ours ? "ours" : "somebody else's"}`, () => {
			assert.equal(eventOf({ Operator_Account: operator }, platform).ours, ours);
		});
	}

	it("leaves the platform out where the call names none", () => {
		const callback = parseWebhook({}, JSON.stringify(body), reading);
		assert.ok(callback.kind === "event" && !("platform" in callback.event));
	});

	it("names a tag once that was set twice", () => {
		const item = { Tag: "Tag_Profile_IM_Nick", Value: "x" };
		assert.deepEqual(eventOf({ ProfileItem: [item, item] }).tags, ["Tag_Profile_IM_Nick"]);
	});

	for (const EventTime of [undefined, "1670574414123", 1_670_574_414, Number.MAX_SAFE_INTEGER]) {
		it(`takes the time of arrival for the event time ${EventTime}`, () => {
			assert.equal(eventOf({ EventTime }).time, "2026-03-01T10:00:00.000Z");
		});
	}

	const others: readonly { name: string; text: string; kind: string }[] = [
		{ name: "another command", text: JSON.stringify({ CallbackCommand: "State.StateChange" }), kind: "ignored" },
		{ name: "no JSON", text: "{", kind: "malformed" },
		{ name: "a list", text: "[]", kind: "malformed" },
		{ name: "null", text: "null", kind: "malformed" },
		{ name: "no account", text: JSON.stringify({ ...body, From_Account: undefined }), kind: "malformed" },
		{ name: "an operator that is a number", text: JSON.stringify({ ...body, Operator_Account: 1 }), kind: "malformed" },
		{ name: "an endless account", text: JSON.stringify({ ...body, From_Account: "a".repeat(129) }), kind: "malformed" },
		{ name: "items that are none", text: JSON.stringify({ ...body, ProfileItem: {} }), kind: "malformed" },
		{ name: "an item that is null", text: JSON.stringify({ ...body, ProfileItem: [null] }), kind: "malformed" },
	];
	for (const { name, text, kind } of others) {
		it(`finds ${name} ${kind}`, () => assert.deepEqual(parseWebhook(query, text, reading), { kind }));
	}
});

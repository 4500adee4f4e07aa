import assert from "node:assert/strict";
import { digestEvent } from "@/cli/watch/event-lines";
import { parseWebhook, rejectionReason, sign, type WebhookAuth } from "@/cli/watch/webhook";

type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Builds a query. A parameter whose value is a list occurs more than once. */
function toQuery(parameters: Parameters): URLSearchParams {
	const entries = Object.entries(parameters).flatMap(([name, value = []]) =>
		[value].flat().map((each): [string, string] => [name, each]),
	);
	return new URLSearchParams(entries);
}

describe("rejectionReason", () => {
	/** The sample of https://trtc.io/document/34354. */
	const TOKEN = "xxxxyyyy";
	const TIME = 1_669_872_112;
	const SIGN = "17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061";
	const sample: Parameters = { SdkAppid: "1400000000", RequestTime: String(TIME), Sign: SIGN };
	const settings: WebhookAuth = { sdkAppId: 1_400_000_000, token: TOKEN, windowSeconds: 60, now: () => TIME * 1000 };

	const cases: readonly {
		name: string;
		query?: Parameters;
		auth?: Partial<WebhookAuth>;
		reason: string | undefined;
	}[] = [
		{ name: "the documented sample", reason: undefined },
		{
			name: "a call with a time in the future, within the window",
			auth: { now: () => (TIME - 60) * 1000 },
			reason: undefined,
		},
		{
			name: "a call with a time in the past, within the window",
			auth: { now: () => (TIME + 60) * 1000 },
			reason: undefined,
		},
		{
			name: "a call that is replayed after the window",
			auth: { now: () => (TIME + 60.001) * 1000 },
			reason: "outside the time window",
		},
		{
			name: "a call with a time in the future, outside the window",
			auth: { now: () => (TIME - 61) * 1000 },
			reason: "outside the time window",
		},
		{
			name: "a call that is replayed after a narrower window",
			auth: { windowSeconds: 5, now: () => (TIME + 6) * 1000 },
			reason: "outside the time window",
		},
		{ name: "a call from another app", query: { SdkAppid: "1400000001" }, reason: "foreign app" },
		{ name: "a call without an app", query: { SdkAppid: undefined }, reason: "foreign app" },
		{ name: "a call with the app twice", query: { SdkAppid: ["1400000000", "1400000000"] }, reason: "foreign app" },
		{ name: "the signature of another token", auth: { token: "other" }, reason: "bad signature" },
		{ name: "a truncated signature", query: { Sign: SIGN.slice(1) }, reason: "bad signature" },
		{ name: "a call without a signature", query: { Sign: undefined }, reason: "bad signature" },
		{ name: "a call with the signature twice", query: { Sign: [SIGN, SIGN] }, reason: "bad signature" },
		{ name: "a time that is not the signed time", query: { RequestTime: String(TIME + 1) }, reason: "bad signature" },
		{
			name: "a signed time that is not a number",
			query: { RequestTime: "now", Sign: sign(TOKEN, "now") },
			reason: "outside the time window",
		},
		{
			name: "a call without a time, with a signature of the empty text",
			query: { RequestTime: undefined, Sign: sign(TOKEN, "") },
			reason: "outside the time window",
		},
		{
			name: "a call without a signature and time if there is no token",
			query: { Sign: undefined, RequestTime: undefined },
			auth: { token: undefined },
			reason: undefined,
		},
		{
			name: "a call from another app if there is no token",
			query: { SdkAppid: "1" },
			auth: { token: undefined },
			reason: "foreign app",
		},
	];
	for (const { name, query, auth, reason } of cases) {
		it(`${reason === undefined ? "accepts" : `returns "${reason}" for`} ${name}`, () => {
			assert.equal(rejectionReason(toQuery({ ...sample, ...query }), { ...settings, ...auth }), reason);
		});
	}
});

describe("parseWebhook", () => {
	const context = { ours: ["deployer"], now: () => Date.UTC(2026, 2, 1, 10) };
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

	const parse = (changes: object = {}, parameters: Parameters = query) =>
		parseWebhook(toQuery(parameters), JSON.stringify({ ...body, ...changes }), context);

	function parseEvent(changes: object, parameters?: Parameters) {
		const message = parse(changes, parameters);
		assert.ok(message.kind === "event");
		return message.event;
	}

	it("returns the account, the operator, the tags, the time and the platform, but no value", () => {
		const event = {
			version: 1,
			time: "2022-12-09T08:26:54.123Z",
			account: "id",
			operator: "id",
			platform: "Web",
			tags: ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Level"],
			ours: false,
		};
		assert.deepEqual(parse(), { kind: "event", event });
	});

	const writers: readonly { name: string; operator: string; platform: string; ours: boolean }[] = [
		{ name: "our identifier over REST", operator: "deployer", platform: "RESTAPI", ours: true },
		{ name: "our identifier in a client program", operator: "deployer", platform: "Web", ours: false },
		{ name: "another admin over REST", operator: "administrator", platform: "RESTAPI", ours: false },
	];
	for (const { name, operator, platform, ours } of writers) {
		it(`returns ours: ${ours} for a write by ${name}`, () => {
			assert.equal(parseEvent({ Operator_Account: operator }, { OptPlatform: platform }).ours, ours);
		});
	}

	const platforms: readonly { name: string; parameters: Parameters }[] = [
		{ name: "no platform", parameters: {} },
		{ name: "two platforms", parameters: { OptPlatform: ["Web", "RESTAPI"] } },
	];
	for (const { name, parameters } of platforms) {
		it(`omits the platform if the query contains ${name}`, () => {
			const event = parseEvent({ Operator_Account: "deployer" }, parameters);
			assert.deepEqual(["platform" in event, event.ours], [false, false]);
		});
	}

	it("returns kind malformed for a platform that is not UTF-8", () => {
		const encoded = new URLSearchParams("OptPlatform=%E9");
		assert.deepEqual(parseWebhook(encoded, JSON.stringify(body), context), { kind: "malformed" });
	});

	it("reads the command from the query if the body does not contain it", () => {
		assert.equal(parse({ CallbackCommand: undefined }).kind, "event");
		assert.equal(parse({ CallbackCommand: undefined }, {}).kind, "ignored");
	});

	it("returns a tag once if the body contains it twice", () => {
		const item = { Tag: "Tag_Profile_IM_Nick", Value: "x" };
		assert.deepEqual(parseEvent({ ProfileItem: [item, item] }).tags, ["Tag_Profile_IM_Nick"]);
	});

	for (const EventTime of [undefined, "1670574414123", 1_670_574_414, Number.MAX_SAFE_INTEGER]) {
		it(`uses the time of arrival instead of the invalid event time ${EventTime}`, () => {
			assert.equal(parseEvent({ EventTime }).time, "2026-03-01T10:00:00.000Z");
		});
	}

	for (const EventTime of [context.now() + 1, 9_999_999_999_999, Number.MAX_VALUE]) {
		it(`uses the time of arrival instead of the later event time ${EventTime}, which identifies the event`, () => {
			const [first, again] = [parse({ EventTime }), parse({ EventTime })];
			assert.ok(first.kind === "event" && again.kind === "event");
			assert.equal(first.event.time, "2026-03-01T10:00:00.000Z");
			assert.deepEqual(again.event, first.event);
			assert.notEqual(first.event.sentTime, undefined);
			assert.notEqual(digestEvent(first.event), digestEvent(parseEvent({ EventTime: context.now() })));
		});
	}

	it("identifies an event that arrived before its time, and then again after it, as the same event", () => {
		const EventTime = context.now() + 5;
		const later = { ...context, now: () => EventTime + 1 };
		const [first, again] = [context, later].map((each) =>
			parseWebhook(toQuery(query), JSON.stringify({ ...body, EventTime }), each),
		);
		assert.ok(first?.kind === "event" && again?.kind === "event");
		assert.deepEqual([first.event.sentTime, again.event.sentTime], [again.event.time, undefined]);
		assert.equal(digestEvent(first.event), digestEvent(again.event));
	});

	const others: readonly { name: string; text: string; kind: string }[] = [
		{ name: "no items", text: JSON.stringify({ ...body, ProfileItem: [] }), kind: "ignored" },
		{
			name: "no items and no account",
			text: JSON.stringify({ ...body, From_Account: "", ProfileItem: [] }),
			kind: "malformed",
		},
		{ name: "another command", text: JSON.stringify({ CallbackCommand: "State.StateChange" }), kind: "ignored" },
		{ name: "text that is not JSON", text: "{", kind: "malformed" },
		{ name: "a list", text: "[]", kind: "malformed" },
		{ name: "null", text: "null", kind: "malformed" },
		{
			name: "a body without an account",
			text: JSON.stringify({ ...body, From_Account: undefined }),
			kind: "malformed",
		},
		{ name: "a numeric operator", text: JSON.stringify({ ...body, Operator_Account: 1 }), kind: "malformed" },
		{
			name: "an account of 129 characters",
			text: JSON.stringify({ ...body, From_Account: "a".repeat(129) }),
			kind: "malformed",
		},
		{
			name: "101 items",
			text: JSON.stringify({ ...body, ProfileItem: Array.from({ length: 101 }, () => ({ Tag: "a" })) }),
			kind: "malformed",
		},
		{ name: "items that are not a list", text: JSON.stringify({ ...body, ProfileItem: {} }), kind: "malformed" },
		{ name: "an item that is null", text: JSON.stringify({ ...body, ProfileItem: [null] }), kind: "malformed" },
	];
	for (const { name, text, kind } of others) {
		it(`returns kind ${kind} for ${name}`, () =>
			assert.deepEqual(parseWebhook(toQuery(query), text, context), { kind }));
	}
});

import assert from "node:assert/strict";
import { type Query, rejectionReason, sign, type WebhookAuth } from "@/cli/watch/admit";

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

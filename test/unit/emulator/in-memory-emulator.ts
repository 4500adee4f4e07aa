import { deflateSync } from "node:zlib";
import { Api } from "tls-sig-api-v2";
import { handleCall, type ServedCall } from "@/emulator/dispatch";
import { type EmulatorOptions, resolveOptions } from "@/emulator/options";
import { createState, type EmulatorState } from "@/emulator/state";

/** An answer's body, as a client parses it. */
export type Envelope = Readonly<Record<string, unknown>> & { readonly ErrorCode: number };

/** A world without a server, and the calls that tests make to it. */
export interface Bench {
	readonly world: EmulatorState;
	/** The world's clock, in milliseconds; assign to move it. */
	nowMs: number;
	/** Makes a call as the admin and gives the answer's body. */
	post(path: string, body: unknown): Envelope;
	/** The same, with the body as text and parts of the query replaced; `undefined` leaves a part out. */
	send(path: string, body: string | Uint8Array, query?: Query): ServedCall;
	/** The profile items that `portrait_get` gives for one account, by tag. */
	read(account: string, ...tags: readonly string[]): Readonly<Record<string, unknown>> | undefined;
	/** The code that `portrait_set` of one tag is answered with. */
	write(account: string, tag: string, value: unknown): number;
}

export type Query = Readonly<Record<string, string | undefined>>;

export const NICK = "Tag_Profile_IM_Nick";

export const LEVEL = "Tag_Profile_IM_Level";

export const GENDER = "Tag_Profile_IM_Gender";

export const ALLOW_TYPE = "Tag_Profile_IM_AllowType";

export const TEAM = "Tag_Profile_Custom_Team";

const HUNDRED_YEARS = 100 * 365 * 24 * 3600;

/** A bench whose clock stands still, with the accounts alice and bob and the custom field Team. */
export function aBench(options: EmulatorOptions = {}): Bench {
	const defaults = { accounts: { alice: { [NICK]: "Alice" }, bob: {} }, customFields: ["Team"], callsPerSecond: 0 };
	const settings = resolveOptions({ ...defaults, now: () => bench.nowMs, ...options });
	const bench: Bench = {
		nowMs: Date.now(),
		world: undefined as unknown as EmulatorState,
		post: (path, body) => bodyOf(bench.send(path, JSON.stringify(body))),
		send: (path, body, query = {}) => {
			const url = `/v4/${path}?${queryOf(settings, query)}`;
			return handleCall(bench.world, { method: "POST", url, body: Buffer.from(body) });
		},
		read: (account, ...tags) => readOf(bench.post("profile/portrait_get", { To_Account: [account], TagList: tags })),
		write: (account, Tag, Value) =>
			bench.post("profile/portrait_set", { From_Account: account, ProfileItem: [{ Tag, Value }] }).ErrorCode,
	};
	return Object.assign(bench, { world: createState(settings) });
}

/** A good query of the admin, parts of it replaced. */
export function queryOf(app: { readonly sdkAppId: number; readonly secretKey: string }, query: Query = {}): string {
	const usersig = new Api(app.sdkAppId, app.secretKey).genUserSig("administrator", HUNDRED_YEARS);
	const good = {
		sdkappid: String(app.sdkAppId),
		identifier: "administrator",
		usersig,
		random: "1",
		contenttype: "json",
	};
	const parts = Object.entries({ ...good, ...query }).filter(([, value]) => value !== undefined);
	return new URLSearchParams(Object.fromEntries(parts) as Record<string, string>).toString();
}

/** A UserSig of any JSON document, well made or not. */
export function packUserSig(document: unknown): string {
	const base64 = deflateSync(JSON.stringify(document)).toString("base64");
	return base64.replaceAll("+", "*").replaceAll("/", "-").replaceAll("=", "_");
}

/** The parsed body of an answer that is sent whole. */
export function bodyOf({ reply }: ServedCall): Envelope {
	if (reply.as !== "whole") throw new Error(`the answer is sent as ${reply.as}`);
	return JSON.parse(reply.body) as Envelope;
}

function readOf(envelope: Envelope): Readonly<Record<string, unknown>> | undefined {
	const items = envelope.UserProfileItem as readonly {
		readonly ProfileItem?: readonly { Tag: string; Value: unknown }[];
	}[];
	const list = items[0]?.ProfileItem;
	return list && Object.fromEntries(list.map(({ Tag, Value }) => [Tag, Value]));
}

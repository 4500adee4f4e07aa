import { deflateSync } from "node:zlib";
import { Api } from "tls-sig-api-v2";
import { handleCall, type ServedCall } from "@/emulator/dispatch";
import { type EmulatorOptions, resolveOptions } from "@/emulator/options";
import { createState, type EmulatorState } from "@/emulator/state";

/** The parsed body of a response. */
export type Envelope = Readonly<Record<string, unknown>> & { readonly ErrorCode: number };

/** An emulator without an HTTP server. */
export interface InMemoryEmulator {
	readonly state: EmulatorState;
	/** The time of the emulator in milliseconds. Assign a value to change the time. */
	nowMs: number;
	/** Makes a call as the default admin and returns the parsed body of the response. */
	post(path: string, body: unknown): Envelope;
	/**
	 * Makes a call with the given text or bytes as the body. `query` replaces parameters of the URL; `undefined` removes
	 * one.
	 */
	send(path: string, body: string | Uint8Array, query?: Query): ServedCall;
	/** Reads tags of one account with `portrait_get`. Returns the values keyed by tag. */
	read(account: string, ...tags: readonly string[]): Readonly<Record<string, unknown>> | undefined;
	/** Writes one tag with `portrait_set`. Returns the error code. */
	write(account: string, tag: string, value: unknown): number;
}

export type Query = Readonly<Record<string, string | undefined>>;

export const NICK = "Tag_Profile_IM_Nick";
export const LEVEL = "Tag_Profile_IM_Level";
export const GENDER = "Tag_Profile_IM_Gender";
export const ALLOW_TYPE = "Tag_Profile_IM_AllowType";
export const TEAM = "Tag_Profile_Custom_Team";

const HUNDRED_YEARS = 100 * 365 * 24 * 3600;

/** Creates an emulator with a fixed clock, the accounts alice and bob, and the custom field Team. */
export function createInMemoryEmulator(options: EmulatorOptions = {}): InMemoryEmulator {
	const defaults = { accounts: { alice: { [NICK]: "Alice" }, bob: {} }, customFields: ["Team"], callsPerSecond: 0 };
	const settings = resolveOptions({ ...defaults, now: () => emulator.nowMs, ...options });
	const state = createState(settings);
	const emulator: InMemoryEmulator = {
		nowMs: Date.now(),
		state,
		post: (path, body) => bodyOf(emulator.send(path, JSON.stringify(body))),
		send: (path, body, query = {}) => {
			const url = `/v4/${path}?${queryOf(settings, query)}`;
			return handleCall(state, { method: "POST", url, body: Buffer.from(body) });
		},
		read: (account, ...tags) => readOf(emulator.post("profile/portrait_get", { To_Account: [account], TagList: tags })),
		write: (account, Tag, Value) =>
			emulator.post("profile/portrait_set", { From_Account: account, ProfileItem: [{ Tag, Value }] }).ErrorCode,
	};
	return emulator;
}

/** Returns the query of a valid call by the default admin. `query` replaces parameters; `undefined` removes one. */
export function queryOf(app: { readonly sdkAppId: number; readonly secretKey: string }, query: Query = {}): string {
	const usersig = new Api(app.sdkAppId, app.secretKey).genUserSig("administrator", HUNDRED_YEARS);
	const valid = {
		sdkappid: String(app.sdkAppId),
		identifier: "administrator",
		usersig,
		random: "1",
		contenttype: "json",
	};
	const parts = Object.entries({ ...valid, ...query }).filter(([, value]) => value !== undefined);
	return new URLSearchParams(Object.fromEntries(parts) as Record<string, string>).toString();
}

/** Encodes a JSON document in the format of a UserSig. Does not validate the document, and does not sign it. */
export function packUserSig(document: unknown): string {
	const base64 = deflateSync(JSON.stringify(document)).toString("base64");
	return base64.replaceAll("+", "*").replaceAll("/", "-").replaceAll("=", "_");
}

/** Returns the parsed body of a complete reply. Throws an error for any other reply. */
export function bodyOf({ reply }: ServedCall): Envelope {
	if (reply.as !== "whole") throw new Error(`the reply is sent as ${reply.as}`);
	return JSON.parse(reply.body) as Envelope;
}

function readOf(envelope: Envelope): Readonly<Record<string, unknown>> | undefined {
	const items = envelope.UserProfileItem as readonly {
		readonly ProfileItem?: readonly { Tag: string; Value: unknown }[];
	}[];
	const list = items[0]?.ProfileItem;
	return list && Object.fromEntries(list.map(({ Tag, Value }) => [Tag, Value]));
}

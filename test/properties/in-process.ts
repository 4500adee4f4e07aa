import { stringify } from "lossless-json";
import type { EmulatorOptions } from "@/emulator";
import { handleCall } from "@/emulator/dispatch";
import { resolveOptions } from "@/emulator/options";
import { createState, type EmulatorState } from "@/emulator/state";
import type { ProfileReader } from "@/provider/client/batched-reads";
import { readWithBisection } from "@/provider/client/batched-reads";
import { parseResponse } from "@/provider/client/http";
import { envelope } from "@/provider/client/pipeline/pipeline";
import type { ProfileReads } from "@/provider/client/reads";
import type { Transport } from "@/provider/client/transport";
import { ImError } from "@/provider/errors/im-error";
import type { Service } from "@/provider/lifecycle/context";
import { createLiveProfiles } from "@/provider/lifecycle/live-profiles";
import { type Client, createClient, createDirectories } from "@/provider/service";
import { queryOf } from "@/test/unit/emulator/in-memory-emulator";
import { rapidRetry } from "@/test/unit/provider/client/calls";

/** A service whose client passes the JSON of each call directly to the emulator, without HTTP. */
export interface InProcessService {
	readonly state: EmulatorState;
	readonly client: Client;
	/** Returns a service with an empty cache of live profiles. */
	service(): Service;
}

/** Creates an emulator and a client that calls the emulator without HTTP. */
export function createInProcessService(options: EmulatorOptions = {}): InProcessService {
	const settings = resolveOptions({ now: () => NOW_MS, ...options });
	const state = createState(settings);
	const client = createClient(envelope(createTransport(state)));
	const service = () => ({
		sdkAppId: settings.sdkAppId,
		live: createLiveProfiles(createReader(client)),
		writes: client,
		directories: createDirectories(client, rapidRetry),
		sleep: async () => undefined,
		verifyDelaysMs: [1],
	});
	return { state, client, service };
}

/** Creates a reader that makes a separate call for each read. */
export function createReader(reads: ProfileReads): ProfileReader {
	return {
		async read(account, tags) {
			const answer = (await readWithBisection(reads, [account], tags)).get(account);
			if (answer === undefined) throw new Error("the result of the read does not contain the account");
			if (answer instanceof ImError) throw answer;
			return answer;
		},
	};
}

const NOW_MS = Date.now();

/**
 * The signed query of all calls. It is cached, because signing each call separately would take most of a test's time.
 */
let query: string | undefined;

function createTransport(state: EmulatorState): Transport {
	return async (call) => {
		query ??= queryOf(state.settings);
		const url = `/v4/${call.service}/${call.command}?${query}`;
		const { reply } = handleCall(state, { method: "POST", url, body: Buffer.from(stringify(call.body) ?? "") });
		if (reply.as !== "whole") throw new Error(`the reply is sent as ${reply.as}`);
		return parseResponse(call, { status: reply.status, headers: {}, data: reply.body });
	};
}

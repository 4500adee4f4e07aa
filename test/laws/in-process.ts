import { stringify } from "lossless-json";
import type { EmulatorOptions } from "../../emulator";
import { settingsOf } from "../../emulator/options";
import { serve } from "../../emulator/service";
import { createWorld, type World } from "../../emulator/world";
import { type Client, createClient } from "../../provider/client/client";
import { withEnvelope } from "../../provider/client/envelope";
import type { ProfileReader } from "../../provider/client/reader";
import type { Reads } from "../../provider/client/reads";
import { readSplitting } from "../../provider/client/split";
import { parseAnswer, type Transport } from "../../provider/client/transport";
import { isImError } from "../../provider/errors";
import type { Service } from "../../provider/lifecycle/context";
import { createObserver } from "../../provider/lifecycle/observe";
import { rostersOver } from "../../provider/rosters";
import { queryOf } from "../unit/emulator/bench";
import { rapidRetry } from "../unit/provider/client/calls";

/** A service whose calls go to the emulator's core, through the same JSON as over HTTP and without a socket. */
export interface InProcess {
	readonly world: World;
	readonly client: Client;
	/** The service, with an observer that has not read anything. */
	service(): Service;
}

/** An emulator's core and a client of it. */
export function inProcess(options: EmulatorOptions = {}): InProcess {
	const settings = settingsOf({ now: () => NOW_MS, ...options });
	const world = createWorld(settings);
	const client = createClient(withEnvelope(transportTo(world)));
	const service = () => ({
		sdkAppId: settings.sdkAppId,
		observer: createObserver(readerOf(client)),
		writes: client,
		rosters: rostersOver(client, rapidRetry),
		sleep: async () => undefined,
		readBackDelaysMs: [1],
	});
	return { world, client, service };
}

/** Reads single accounts without joining them into calls of many. */
export function readerOf(reads: Reads): ProfileReader {
	return {
		async read(account, tags) {
			const answer = (await readSplitting(reads, [account], tags)).get(account);
			if (answer === undefined) throw new Error("no answer was kept");
			if (isImError(answer)) throw answer;
			return answer;
		},
	};
}

const NOW_MS = Date.now();

/** One good query for every world with the demo app: signing for each call would be most of the time. */
let query: string | undefined;

function transportTo(world: World): Transport {
	return async (call) => {
		query ??= queryOf(world.settings);
		const url = `/v4/${call.service}/${call.command}?${query}`;
		const { reply } = serve(world, { method: "POST", url, body: Buffer.from(stringify(call.body) ?? "") });
		if (reply.as !== "whole") throw new Error(`the answer is sent as ${reply.as}`);
		return parseAnswer(call, { status: reply.status, headers: {}, data: reply.body });
	};
}

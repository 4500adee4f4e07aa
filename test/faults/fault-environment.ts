import { setImmediate as turn } from "node:timers/promises";
import { type Emulator, type EmulatorOptions, startEmulator } from "@/emulator";
import type { FaultRule } from "@/emulator/faults";
import type { Mode } from "./rows";

/** An emulator whose faults apply only while an operation runs. */
export interface FaultEnvironment {
	readonly emulator: Emulator;
	/** Restores the emulator's initial accounts, and removes all faults. */
	reset(): void;
	/** Adds faults, then runs `work`. The faults remain active until {@link clearFaults} is called. */
	runWithFaults<T>(rules: readonly FaultRule[], mode: Mode, work: () => Promise<T>): Promise<T>;
	/** Returns the number of calls to which a fault was applied. */
	firedCount(): number;
	/** Removes the faults, and starts a stopped emulator again. */
	clearFaults(): Promise<void>;
	close(): Promise<void>;
}

/** Creates an environment that applies faults through the emulator's fault rules. */
export async function createFaultEnvironment(options: EmulatorOptions): Promise<FaultEnvironment> {
	const emulator = await startEmulator(options);
	return {
		emulator,
		reset: () => emulator.reset(),
		runWithFaults(rules, _mode, work) {
			for (const rule of rules) emulator.faults.add(rule);
			return work();
		},
		firedCount: () => countFired(emulator),
		clearFaults: async () => emulator.faults.clear(),
		close: () => emulator.close(),
	};
}

/**
 * Creates an environment whose emulator stops, and closes its connections, at the first call that a rule matches. A new
 * emulator then starts at the same address with the tags of `accounts`: immediately, or when the faults are cleared.
 */
export async function createRestartingEnvironment(
	options: EmulatorOptions,
	names: readonly string[],
): Promise<FaultEnvironment> {
	const { accounts = {} } = options;
	let emulator = await startEmulator(options);
	let times = 0;
	let isDown = false;
	const start = async () => {
		const port = Number(new URL(emulator.endpoint).port);
		emulator = await startEmulator({ ...options, accounts: readAccounts(emulator, names), port });
		isDown = false;
	};
	const restartWhenMet = async (isOver: () => boolean, mode: Mode) => {
		while (!isOver() && countFired(emulator) === 0) await turn();
		if (countFired(emulator) === 0) return;
		times = 1;
		isDown = true;
		await emulator.close();
		if (mode === "once") await start();
	};
	return {
		get emulator() {
			return emulator;
		},
		reset() {
			emulator.reset();
			for (const name of names) emulator.removeAccount(name);
			for (const [name, tags] of Object.entries(accounts)) emulator.addAccount(name, tags);
		},
		async runWithFaults(rules, mode, work) {
			times = 0;
			let isOver = false;
			for (const rule of rules) emulator.faults.add(rule);
			const restart = restartWhenMet(() => isOver, mode);
			try {
				return await work();
			} finally {
				isOver = true;
				await restart;
			}
		},
		firedCount: () => times,
		async clearFaults() {
			if (isDown) await start();
			emulator.faults.clear();
		},
		close: () => emulator.close(),
	};
}

function countFired(emulator: Emulator): number {
	return emulator.faults.list().reduce((sum, { fired }) => sum + fired, 0);
}

function readAccounts(emulator: Emulator, names: readonly string[]) {
	const profiles = names.map((name) => [name, emulator.profile(name)] as const);
	return Object.fromEntries(profiles.flatMap(([name, tags]) => (tags === undefined ? [] : [[name, tags]])));
}

import type { DoctorContext } from "@/cli/doctor/context";
import type { Settings } from "@/provider/settings/resolve";

export const NOW = Date.UTC(2026, 2, 1, 10);

/** Creates valid settings. */
export function createSettings(changes: Partial<Settings> = {}): Settings {
	return {
		sdkAppId: 1_400_000_000,
		identifier: "administrator",
		endpoint: "https://console.tim.qq.com",
		loopback: false,
		credential: { kind: "key", secretKey: "key" },
		timeoutMs: 5000,
		callsPerSecond: 100,
		...changes,
	};
}

/** Creates a context in which every check passes. */
export function createFakeContext(changes: Partial<DoctorContext> = {}): DoctorContext {
	return {
		env: {},
		cwd: "/",
		now: () => NOW,
		settings: createSettings(),
		tags: [],
		probe: async () => ({ error: undefined, tookMs: 12, skewMs: 0 }),
		read: async () => ({ values: {}, refused: new Map() }),
		runPulumi: async () => "v3.259.0\n",
		...changes,
	};
}

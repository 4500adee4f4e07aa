import type { Check } from "./check";
import { lookAtClock } from "./clock";
import { checkSettings, lookAtKey, lookAtUserSig } from "./credentials";
import { lookAtEnvironment } from "./environment";
import { lookAtFields } from "./fields";
import { lookAtRate } from "./rate";
import { checkStage } from "./service";
import { lookAtCli, lookAtSdk } from "./versions";

/** What doctor looks at, in the order of its report. */
export const checks: readonly Check[] = [
	{ name: "settings", aboutSettings: true, run: checkSettings },
	{ name: "key", aboutSettings: true, run: lookAtKey },
	{ name: "UserSig", aboutSettings: true, run: lookAtUserSig },
	{ name: "service", aboutSettings: false, run: checkStage("service", ({ tookMs }) => `answers in ${tookMs} ms`) },
	{ name: "clock", aboutSettings: false, run: lookAtClock },
	{ name: "region", aboutSettings: true, run: checkStage("region", () => "the host serves the app") },
	{ name: "signature", aboutSettings: true, run: checkStage("signature", () => "the service accepts it") },
	{ name: "admin", aboutSettings: true, run: checkStage("admin", () => "the identifier is an admin of the app") },
	{ name: "call", aboutSettings: false, run: checkStage("call", () => "profiles can be read") },
	{ name: "fields", aboutSettings: false, run: lookAtFields },
	{ name: "rate", aboutSettings: false, run: lookAtRate },
	{ name: "Pulumi", aboutSettings: false, run: lookAtCli },
	{ name: "SDK", aboutSettings: false, run: lookAtSdk },
	{ name: "environment", aboutSettings: false, run: lookAtEnvironment },
];

import type { Check } from "./check";
import { lookAtClock } from "./clock";
import { lookAtKey, lookAtSettings, lookAtUserSig } from "./credentials";
import { lookAtEnvironment } from "./environment";
import { lookAtFields } from "./fields";
import { lookAtRate } from "./rate";
import { lookAtStage } from "./service";
import { lookAtCli, lookAtSdk } from "./versions";

/** What doctor looks at, in the order of its report. */
export const checks: readonly Check[] = [
	{ name: "settings", aboutSettings: true, look: lookAtSettings },
	{ name: "key", aboutSettings: true, look: lookAtKey },
	{ name: "UserSig", aboutSettings: true, look: lookAtUserSig },
	{ name: "service", aboutSettings: false, look: lookAtStage("service", ({ tookMs }) => `answers in ${tookMs} ms`) },
	{ name: "clock", aboutSettings: false, look: lookAtClock },
	{ name: "region", aboutSettings: true, look: lookAtStage("region", () => "the host serves the app") },
	{ name: "signature", aboutSettings: true, look: lookAtStage("signature", () => "the service accepts it") },
	{ name: "admin", aboutSettings: true, look: lookAtStage("admin", () => "the identifier is an admin of the app") },
	{ name: "call", aboutSettings: false, look: lookAtStage("call", () => "profiles can be read") },
	{ name: "fields", aboutSettings: false, look: lookAtFields },
	{ name: "rate", aboutSettings: false, look: lookAtRate },
	{ name: "Pulumi", aboutSettings: false, look: lookAtCli },
	{ name: "SDK", aboutSettings: false, look: lookAtSdk },
	{ name: "environment", aboutSettings: false, look: lookAtEnvironment },
];

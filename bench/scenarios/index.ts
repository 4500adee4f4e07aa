import { clientScenario } from "./client";
import { driftScenario } from "./drift";
import { fleetScenario } from "./fleet";
import { installScenario } from "./install";
import { profilesScenario } from "./profiles";
import { reportsScenario } from "./reports";
import type { Scenario } from "./scenario";
import { setsScenario } from "./sets";
import { startScenario } from "./start";

/** Every scenario, in the order of the table. */
export const scenarios: readonly Scenario[] = [
	profilesScenario,
	setsScenario,
	startScenario,
	clientScenario,
	driftScenario,
	fleetScenario,
	reportsScenario,
	installScenario,
];

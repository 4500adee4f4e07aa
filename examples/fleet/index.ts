import { join } from "node:path";
import * as tim from "pulumi-tim";
import { loadDesks } from "./load";

const desks = loadDesks(join(__dirname, "fleet.csv"));

/** One set for each desk, so that adding a row to the file never moves an account to another set. */
const sets = Object.entries(desks).map(
	([desk, profiles]) =>
		new tim.ProfileSet(desk, {
			defaults: { allowType: tim.AllowType.DenyAny, level: 1, custom: { Team: "support" } },
			profiles,
		}),
);

export const sizes = sets.map((set) => set.profiles.apply((profiles) => Object.keys(profiles).length));

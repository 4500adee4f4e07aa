import { join } from "node:path";
import * as tim from "pulumi-tim";
import { loadDesks } from "./load";

const desks = loadDesks(join(__dirname, "fleet.csv"));

/** One set of profiles for each desk, so that a new row in the file never moves an account to another set. */
const sets = Object.entries(desks).map(
	([desk, profiles]) =>
		new tim.ProfileSet(desk, {
			defaults: { allowType: tim.AllowType.DenyAny, level: 1, custom: { Team: "support" } },
			profiles,
		}),
);

export const sizes = sets.map((set) => set.profiles.apply((profiles) => Object.keys(profiles).length));

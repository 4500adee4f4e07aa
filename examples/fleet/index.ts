import { join } from "node:path";
import * as tim from "pulumi-tim";
import { loadDesks } from "./load";

const desks = loadDesks(join(__dirname, "fleet.csv"));

/** A set for each desk. Its accounts stay in it when a row is added anywhere in the file. */
const sets = Object.entries(desks).map(
	([desk, profiles]) =>
		new tim.ProfileSet(desk, {
			defaults: { allowType: tim.AllowType.DenyAny, level: 1, custom: { Team: "support" } },
			profiles,
		}),
);

export const sizes = sets.map((set) => set.profiles.apply((profiles) => Object.keys(profiles).length));

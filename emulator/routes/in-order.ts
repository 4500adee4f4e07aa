import { shuffled } from "../random";
import type { RouteContext } from "./route";

/** The items of an answer as the switch `order` has them: as they are, or shuffled. */
export function orderItems<T>({ world }: RouteContext, items: readonly T[]): readonly T[] {
	return world.answers.order === "shuffled" ? shuffled(items, world.random) : items;
}

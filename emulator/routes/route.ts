import type { FaultEffects } from "../fault-plan";
import type { JsonObject } from "../json";
import type { Refusal } from "../refusal";
import type { EmulatorState } from "../world";

/** What a command is answered with: the keys that its answer has besides the envelope, or a refusal. */
export type Answer = JsonObject | Refusal;

/** Who makes a call, and from where. */
export interface Caller {
	readonly identifier: string;
	readonly ip: string;
}

/** What a command works on. */
export interface RouteContext {
	readonly world: EmulatorState;
	readonly plan: FaultEffects;
	readonly caller: Caller;
}

/** A command of the service: reads the body, changes the world, gives the answer. */
export type Route = (context: RouteContext, body: JsonObject) => Answer;

import { accountSchema } from "../profile/schema";
import { accountOnDelete } from "./policies";
import { ROBOT_PREFIX } from "./robots";

const onDeleteSchema = { type: "string", enum: accountOnDelete.values };

/** JSON Schema of the inputs of an `Account`. */
export function accountInputsSchema(): object {
	const isRobot = { type: "string", pattern: `^${ROBOT_PREFIX}` };
	return inputsSchema("an account", {
		not: isRobot,
		description: `starts with ${ROBOT_PREFIX}, as robots do; declare a tim.Robot`,
	});
}

/** JSON Schema of the inputs of a `Robot`. */
export function robotInputsSchema(): object {
	return inputsSchema("a robot", {
		pattern: `^${ROBOT_PREFIX}.`,
		description: `must start with ${ROBOT_PREFIX} and go on after it`,
	});
}

function inputsSchema(title: string, idSchema: object): object {
	return {
		title,
		type: "object",
		required: ["account"],
		additionalProperties: false,
		properties: { account: { type: "string", ...accountSchema, ...idSchema }, onDelete: onDeleteSchema },
	};
}

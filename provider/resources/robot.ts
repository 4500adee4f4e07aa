import * as pulumi from "@pulumi/pulumi";
import type { AccountOnDelete } from "../account/types";
import { serializedProvider } from "./hooks-text";
import { ownAccount } from "./owners";
import { rejectPlainTextKey } from "./secret-key";

/** The inputs of a {@link Robot}. */
export interface RobotArgs {
	/** UserID, which starts with `@RBT#`. Its change replaces the resource. Limit: 32 bytes of printable ASCII. */
	readonly account: pulumi.Input<string>;
	/**
	 * What happens to the robot when the resource is deleted: it stays, or it is made invalid; the service keeps its id.
	 * @default "retain"
	 */
	readonly onDelete?: pulumi.Input<AccountOnDelete> | undefined;
}

/**
 * A robot (chatbot) of Tencent Cloud Chat, which exists once this resource does: created where it is not there, left as it
 * is where it is. Its nick, avatar and signature belong to a `Profile`, which takes `account` from this one and so waits
 * for it.
 *
 * Limits: an app has at most 20 robots. More are refused before anything is sent.
 * Source: REST API, create_robot, https://trtc.io/document/55281
 */
export class Robot extends pulumi.CustomResource {
	/** UserID. */
	declare readonly account: pulumi.Output<string>;
	/** What happens to the robot when the resource is deleted. */
	declare readonly onDelete: pulumi.Output<AccountOnDelete | undefined>;
	/** The app (SDKAppID) that the robot belongs to. */
	declare readonly app: pulumi.Output<number>;

	/**
	 * Looks up a robot that the program does not manage.
	 *
	 * Errors: the program fails when the robot is not in the service.
	 */
	static get(name: string, account: pulumi.Input<string>, options?: pulumi.CustomResourceOptions): Robot {
		return new Robot(name, {} as RobotArgs, { ...options, id: account });
	}

	/** Declares a robot. Bad inputs are reported in the preview, all at once. */
	constructor(name: string, args: RobotArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		const outputNames = { account: undefined, onDelete: undefined, app: undefined };
		const account = ownAccount({ kind: "Robot", name, options }, args);
		const inputs = { ...outputNames, ...args, account, __provider: serializedProvider("robot") };
		super("pulumi-nodejs:dynamic/tim:Robot", name, inputs, options);
	}
}

import * as pulumi from "@pulumi/pulumi";
import { serializedProvider } from "../dynamic/serialized-provider";
import type { AccountOnDelete } from "../model/policies";
import { ownAccount } from "./ownership";
import { rejectPlainTextKey } from "./provider";

/** The inputs of an {@link Account}. */
export interface AccountArgs {
	/** UserID. Its change replaces the resource. Limit: 1 to 32 bytes of printable ASCII; not `@RBT#…`, which is a {@link Robot}. */
	readonly account: pulumi.Input<string>;
	/**
	 * What happens to the account when the resource is deleted: it stays, or it is deleted with all that belongs to it, which
	 * nothing undoes and which the setting `allowAccountDeletion` must allow. @default "retain"
	 */
	readonly onDelete?: pulumi.Input<AccountOnDelete> | undefined;
}

/**
 * An account of Tencent Cloud Chat, which exists once this resource does: imported where it is not there, left as it is
 * where it is. What people see of it belongs to a `Profile`, which takes `account` from this one and so waits for it.
 *
 * Source: REST API, account_import, https://trtc.io/document/34953
 */
export class Account extends pulumi.CustomResource {
	/** UserID. */
	declare readonly account: pulumi.Output<string>;
	/** What happens to the account when the resource is deleted. */
	declare readonly onDelete: pulumi.Output<AccountOnDelete | undefined>;
	/** The app (SDKAppID) that the account belongs to. */
	declare readonly app: pulumi.Output<number>;

	/**
	 * Looks up an account that the program does not manage.
	 *
	 * Errors: the program fails when the account is not in the service.
	 */
	static get(name: string, account: pulumi.Input<string>, options?: pulumi.CustomResourceOptions): Account {
		return new Account(name, {} as AccountArgs, { ...options, id: account });
	}

	/** Declares an account. Bad inputs are reported in the preview, all at once. */
	constructor(name: string, args: AccountArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		const outputNames = { account: undefined, onDelete: undefined, app: undefined };
		const account = ownAccount({ kind: "Account", name, options }, args);
		const inputs = { ...outputNames, ...args, account, __provider: serializedProvider("account") };
		super("pulumi-nodejs:dynamic/tim:Account", name, inputs, options);
	}
}

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

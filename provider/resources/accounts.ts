import * as pulumi from "@pulumi/pulumi";
import type { AccountOnDelete } from "../model/policies";
import { registration } from "./inputs";
import { claimAccount } from "./ownership";
import { rejectPlainTextKey } from "./provider";

/** The inputs of an {@link Account}. */
export interface AccountArgs {
	/**
	 * UserID: 1 to 32 bytes of printable ASCII. Must not start with `@RBT#`, the prefix of a {@link Robot}. A change replaces
	 * the resource.
	 */
	readonly account: pulumi.Input<string>;
	/**
	 * The treatment of the account on delete of the resource. A deletion is permanent and includes all data of the account; the
	 * setting `allowAccountDeletion` must allow it.
	 *
	 * @defaultValue "retain"
	 */
	readonly onDelete?: pulumi.Input<AccountOnDelete> | undefined;
}

/**
 * An account of Tencent Cloud Chat. The account is imported if it does not exist, and adopted unchanged if it does. Its
 * profile is a {@link Profile} that takes `account` from this resource, and so waits for it.
 *
 * @example
 * ```ts
 * const bot = new tim.Account("support", { account: "support_bot" });
 * new tim.Profile("support", { account: bot.account, nick: "Support" });
 * ```
 * @see REST API, account_import: https://trtc.io/document/34953
 */
export class Account extends pulumi.CustomResource {
	/** UserID. */
	declare readonly account: pulumi.Output<string>;
	/** The treatment of the account on delete of the resource. */
	declare readonly onDelete: pulumi.Output<AccountOnDelete | undefined>;
	/** The app (SDKAppID) of the account. */
	declare readonly app: pulumi.Output<number>;

	/** Looks up an account that the program does not manage. The program fails when it does not exist. */
	static get(name: string, account: pulumi.Input<string>, options?: pulumi.CustomResourceOptions): Account {
		return new Account(name, {} as AccountArgs, { ...options, id: account });
	}

	/** Declares an account. A preview reports all invalid inputs together. */
	constructor(name: string, args: AccountArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		const inputs = { ...args, account: claimAccount({ kind: "Account", name, options }, args) };
		super(...registration("account", { name, inputs, outputNames, options }));
	}
}

/** The inputs of a {@link Robot}. */
export interface RobotArgs {
	/** UserID: at most 32 bytes of printable ASCII, with the prefix `@RBT#`. A change replaces the resource. */
	readonly account: pulumi.Input<string>;
	/**
	 * The treatment of the robot on delete of the resource. A deleted robot is invalid; the service keeps its id.
	 *
	 * @defaultValue "retain"
	 */
	readonly onDelete?: pulumi.Input<AccountOnDelete> | undefined;
}

/**
 * A robot (chatbot) of Tencent Cloud Chat. The robot is created if it does not exist, and adopted unchanged if it does. Its
 * nick, avatar and signature are a {@link Profile} that takes `account` from this resource, and so waits for it.
 *
 * An app has at most 20 robots; more are rejected before any call.
 *
 * @see REST API, create_robot: https://trtc.io/document/55281
 */
export class Robot extends pulumi.CustomResource {
	/** UserID. */
	declare readonly account: pulumi.Output<string>;
	/** The treatment of the robot on delete of the resource. */
	declare readonly onDelete: pulumi.Output<AccountOnDelete | undefined>;
	/** The app (SDKAppID) of the robot. */
	declare readonly app: pulumi.Output<number>;

	/** Looks up a robot that the program does not manage. The program fails when it does not exist. */
	static get(name: string, account: pulumi.Input<string>, options?: pulumi.CustomResourceOptions): Robot {
		return new Robot(name, {} as RobotArgs, { ...options, id: account });
	}

	/** Declares a robot. A preview reports all invalid inputs together. */
	constructor(name: string, args: RobotArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		const inputs = { ...args, account: claimAccount({ kind: "Robot", name, options }, args) };
		super(...registration("robot", { name, inputs, outputNames, options }));
	}
}

const outputNames = ["account", "onDelete", "app"];

import * as pulumi from "@pulumi/pulumi";
import type { AccountOnDelete } from "../model/policies";
import { warnAboutUnknownConfig } from "./config-keys";
import { registration } from "./inputs";
import { checkOptionPaths } from "./option-paths";
import { ownAccount } from "./ownership";
import { rejectPlainTextKey } from "./provider";
import { checkInputs } from "./storable-inputs";

/** The inputs of an {@link Account}. */
export interface AccountArgs {
	/**
	 * UserID of the account: 1 to 32 bytes of printable ASCII. Must not start with `@RBT#`, which is the prefix for the
	 * UserIDs of robots; see {@link Robot}. If this input changes, Pulumi replaces the resource.
	 */
	readonly account: pulumi.Input<string>;
	/**
	 * Policy for the account when the resource is deleted: `retain` keeps the account, `delete` deletes it. A deletion is
	 * permanent and includes all data of the account. `delete` requires the setting `allowAccountDeletion`.
	 *
	 * @defaultValue "retain"
	 */
	readonly onDelete?: pulumi.Input<AccountOnDelete> | undefined;
}

/**
 * An account of Tencent Cloud Chat. If the account does not exist when the resource is created, the resource creates
 * the account by `account_import`. If the account exists, the resource adopts it unchanged. To manage the profile of
 * the account, declare a {@link Profile} whose `account` is the output of this resource; Pulumi then creates the
 * account before the profile.
 *
 * @example
 * ```ts
 * const bot = new tim.Account("support", { account: "support_bot" });
 * new tim.Profile("support", { account: bot.account, nick: "Support" });
 * ```
 * @see REST API, account_import: https://trtc.io/document/34953
 */
export class Account extends pulumi.CustomResource {
	/** UserID of the account. */
	declare readonly account: pulumi.Output<string>;
	/** Policy for the account when the resource is deleted. */
	declare readonly onDelete: pulumi.Output<AccountOnDelete | undefined>;
	/** SDKAppID of the app to which the account belongs. */
	declare readonly app: pulumi.Output<number>;

	/** Reads an existing account that the program does not manage. The program fails if the account does not exist. */
	static get(name: string, account: pulumi.Input<string>, options?: pulumi.CustomResourceOptions): Account {
		return new Account(name, {} as AccountArgs, { ...options, id: account });
	}

	/**
	 * Declares an account. A preview reports all invalid inputs of the resource at the same time.
	 *
	 * @throws RunError when a resource option contains a path that is not an input or output of the class
	 */
	constructor(name: string, args: AccountArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		warnAboutUnknownConfig();
		const registeredOptions = checkOptionPaths("account", name, options);
		const checked = checkInputs(name, args);
		const inputs = { ...checked, account: ownAccount({ kind: "Account", name, options }, checked.account) };
		super(...registration("account", { name, inputs, outputNames, options: registeredOptions }));
	}
}

/** The inputs of a {@link Robot}. */
export interface RobotArgs {
	/**
	 * UserID of the robot: at most 32 bytes of printable ASCII, with the prefix `@RBT#`. If this input changes, Pulumi
	 * replaces the resource.
	 */
	readonly account: pulumi.Input<string>;
	/**
	 * Policy for the robot when the resource is deleted: `retain` keeps the robot, `delete` deletes it. The UserID of a
	 * deleted robot cannot be used again.
	 *
	 * @defaultValue "retain"
	 */
	readonly onDelete?: pulumi.Input<AccountOnDelete> | undefined;
}

/**
 * A robot (chatbot) of Tencent Cloud Chat. If the robot does not exist when the resource is created, the resource
 * creates the robot. If the robot exists, the resource adopts it unchanged. To manage the nick, avatar and signature of
 * the robot, declare a {@link Profile} whose `account` is the output of this resource; Pulumi then creates the robot
 * first.
 *
 * An app has at most 20 robots. If a robot would exceed this limit, its creation fails before any call that writes.
 *
 * @see REST API, create_robot: https://trtc.io/document/55281
 */
export class Robot extends pulumi.CustomResource {
	/** UserID of the robot. */
	declare readonly account: pulumi.Output<string>;
	/** Policy for the robot when the resource is deleted. */
	declare readonly onDelete: pulumi.Output<AccountOnDelete | undefined>;
	/** SDKAppID of the app to which the robot belongs. */
	declare readonly app: pulumi.Output<number>;

	/** Reads an existing robot that the program does not manage. The program fails if the robot does not exist. */
	static get(name: string, account: pulumi.Input<string>, options?: pulumi.CustomResourceOptions): Robot {
		return new Robot(name, {} as RobotArgs, { ...options, id: account });
	}

	/**
	 * Declares a robot. A preview reports all invalid inputs of the resource at the same time.
	 *
	 * @throws RunError when a resource option contains a path that is not an input or output of the class
	 */
	constructor(name: string, args: RobotArgs, options: pulumi.CustomResourceOptions = {}) {
		rejectPlainTextKey();
		warnAboutUnknownConfig();
		const registeredOptions = checkOptionPaths("robot", name, options);
		const checked = checkInputs(name, args);
		const inputs = { ...checked, account: ownAccount({ kind: "Robot", name, options }, checked.account) };
		super(...registration("robot", { name, inputs, outputNames, options: registeredOptions }));
	}
}

const outputNames = ["account", "onDelete", "app"];

/**
 * Class of a service error code. The class determines whether a failed call is retried, and which next step an error
 * message recommends by default.
 */
export type CodeClass =
	| "auth"
	| "bad-request"
	| "content-filter"
	| "forbidden"
	| "not-found"
	| "quota"
	| "rate-limit"
	| "transient";

/** Class, description and recommended next step of a service error code. */
export interface CodeDescription {
	readonly class: CodeClass;
	readonly text: string;
	readonly nextStep: string;
}

type Row = readonly [codes: readonly number[], codeClass: CodeClass, text: string, nextStep?: string];

const defaultNextSteps: Readonly<Record<CodeClass, string>> = {
	auth: "check the app id, the identifier and the secret key or UserSig",
	"bad-request": "check the declared tags and values",
	"content-filter": "choose other text, or ask the app owner to change the word filter",
	forbidden: "ask the app owner to allow this operation in the console",
	"not-found": "import the account first (account_import or tim.Account), or create the robot (tim.Robot)",
	quota: "wait until the quota resets, or upgrade the app's plan",
	"rate-limit": "run again later, or lower callsPerSecond",
	transient: "run again later",
};

const customFieldStep = "create the custom field in the console and wait 5 to 10 minutes";

const keyStep = "check that the secret key belongs to this app id";

/**
 * Error codes that the API calls of this package can return.
 *
 * Source: error codes, https://trtc.io/document/34348 (2025) and https://cloud.tencent.com/document/product/269/1671
 * (older). 70032 is not documented; the service returned it for a malformed UserSig.
 */
const rows: readonly Row[] = [
	[[40001], "bad-request", "invalid request parameter"],
	[[40002], "bad-request", "no account in the request"],
	[[40003, 70107, 90012, 90048, 10019], "not-found", "account does not exist"],
	[
		[40004, 60010, 70403, 90009, 10007],
		"forbidden",
		"the call requires admin rights",
		"use an admin of the app as identifier",
	],
	[[40005, 80001], "content-filter", "the service rejected the text as sensitive"],
	[[80004], "content-filter", "the service rejected the image as sensitive"],
	[[40006], "transient", "internal error of the profile service"],
	[[40007], "forbidden", "no read permission on the tag", "give the app admin read permission in the console"],
	[[40008], "forbidden", "no write permission on the tag", "give the app admin write permission in the console"],
	[[40009], "bad-request", "tag does not exist", customFieldStep],
	[[40601], "bad-request", "value is too long", "shorten the value to the limit of the tag in UTF-8 bytes"],
	[[40605], "bad-request", "value is not allowed for the tag", "use one of the allowed values"],
	[[40610], "bad-request", "value has the wrong type for the tag", "declare a string or a number, as the tag requires"],
	[[60002], "bad-request", "the request URL is invalid", "check the endpoint"],
	[[60003, 90001], "bad-request", "the request body is not valid JSON"],
	[[60004, 60005], "auth", "the service rejected the account or the signature"],
	[[60006, 70020], "auth", "app id is unknown at this endpoint", "check the app id and the region"],
	[[60007, 60011, 60018, 60019, 72010, 10006], "rate-limit", "too many calls"],
	[[60008, 60014, 70169, 70202, 30007, 90992], "transient", "the service timed out internally"],
	[[60009], "bad-request", "unknown command at this URL", "check the endpoint"],
	[[60012], "bad-request", "app id is missing from the URL", "set the app id"],
	[[60013, 70500, 30006, 90994, 90995, 91000, 10002], "transient", "internal error of the service"],
	[[60015], "bad-request", "account is not a string"],
	[[60016], "forbidden", "app is disabled"],
	[[60017], "forbidden", "the command is disabled for the app"],
	[[60020], "forbidden", "the app has no plan, or its plan has expired", "renew the plan and wait 5 minutes"],
	[
		[60021],
		"forbidden",
		"the IP address of this machine is not allowed",
		"add the IP address to the allowlist of the app in the console",
	],
	[[60025], "bad-request", "app id, identifier or UserSig in the URL is malformed", "check the settings"],
	[
		[60026],
		"bad-request",
		"the app was created in another region than that of the endpoint",
		"set the region that the app was created in",
	],
	[[60027], "forbidden", "the app's product does not include this command"],
	[[60028], "quota", "the 24-hour quota of the trial app is used up"],
	[[70001], "auth", "UserSig has expired", "generate a new UserSig, and check the clock of this machine"],
	[[70002, 70003, 70005, 70032], "auth", "UserSig is malformed or was rejected", keyStep],
	[[70009], "auth", "verification of the UserSig failed", keyStep],
	[
		[70013],
		"auth",
		"UserSig belongs to another identifier",
		"set identifier to the account that the UserSig was generated for",
	],
	[[70014], "auth", "UserSig belongs to another app", "set sdkAppId to the app that the UserSig was generated for"],
	[[70016], "auth", "the app has no verification key at this endpoint", "check the region"],
	[[70050], "quota", "too many invalid signatures", "correct the secret key, wait a minute, then run again"],
	[[70404], "bad-request", "the client version is too old", "update this package"],
	[[70051], "forbidden", "account is blocked"],
	[[70052], "auth", "UserSig was revoked", "generate a new UserSig"],
	[[70114], "forbidden", "the service rejected the call for security reasons"],
	[[70206, 70402, 10004], "bad-request", "invalid request parameter"],
	[[70398], "quota", "the account quota of the app is used up", "delete accounts, or upgrade the app's plan"],
	[
		[70399],
		"forbidden",
		"the account was deleted less than three months ago",
		"use another account, or wait until three months have passed",
	],
	[
		[71000],
		"forbidden",
		"the app does not allow the deletion of accounts",
		"allow account deletion in the console, or set onDelete to retain",
	],
	[[72000, 72002], "quota", "the trial app has the maximum number of active users"],
	[[72001, 72011, 72012], "forbidden", "the feature is not enabled for the app"],
	[[80002, 10018], "bad-request", "the request or response is too large", "declare fewer or shorter values"],
	[
		[10008],
		"forbidden",
		"the request is not allowed, or a limit of the app is reached",
		"use an admin of the app as identifier, and check that the app has fewer than 20 robots",
	],
	[[10016], "forbidden", "the app's webhook rejected the request", "ask the app owner about the webhook"],
	[[80003], "transient", "the app's webhook failed"],
	[[80005], "forbidden", "the service is suspended for the app", "renew the plan"],
	[[30008], "transient", "write conflict inside the service"],
];

const byCode = new Map(
	rows.flatMap(([codes, codeClass, text, nextStep]) =>
		codes.map((code) => [code, { class: codeClass, text, nextStep: nextStep ?? defaultNextSteps[codeClass] }] as const),
	),
);

/**
 * Returns the description of a service error code. A code that is not in the table is described as an unknown error
 * code.
 */
export function describeCode(code: number): CodeDescription {
	return (
		byCode.get(code) ?? {
			class: "bad-request",
			text: "unknown error code",
			nextStep: "look up the code in the service's list of error codes",
		}
	);
}

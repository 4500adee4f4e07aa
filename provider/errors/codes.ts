/** What kind of refusal a service code is: it decides on retries and on the next step. */
export type CodeClass =
	| "auth"
	| "bad-request"
	| "content-filter"
	| "forbidden"
	| "not-found"
	| "quota"
	| "rate-limit"
	| "transient";

/** What we know of one service code. */
export interface CodeDescription {
	readonly class: CodeClass;
	/** What happened, in our words. */
	readonly text: string;
	/** What to do next. */
	readonly nextStep: string;
}

type Row = readonly [codes: readonly number[], codeClass: CodeClass, words: string, next?: string];

const defaultNextSteps: Readonly<Record<CodeClass, string>> = {
	auth: "check the app id, the identifier and the secret key or UserSig",
	"bad-request": "check the declared tags and values",
	"content-filter": "choose other text, or ask the app's owner to change the word filter",
	forbidden: "ask the app's owner to allow it in the console",
	"not-found": "import the account first (account_import, or a tim.Account), or make the robot (a tim.Robot)",
	quota: "wait for the quota to renew, or change the app's plan",
	"rate-limit": "run again later, or lower callsPerSecond",
	transient: "run again later",
};

const customFieldStep = "create the custom field in the console first; it works 5 to 10 minutes later";

const keyStep = "check that the secret key belongs to this app id";

/**
 * The service's codes that a call of ours can meet, with the class that we give them.
 *
 * Source: error codes, https://trtc.io/document/34348 (2025) and https://cloud.tencent.com/document/product/269/1671
 * (older); 70032 was seen for a junk UserSig and is in no list.
 */
const rows: readonly Row[] = [
	[[40001], "bad-request", "bad request parameter"],
	[[40002], "bad-request", "no account given"],
	[[40003, 70107, 90012, 90048, 10019], "not-found", "account does not exist"],
	[
		[40004, 60010, 70403, 90009, 10007],
		"forbidden",
		"admin rights are needed",
		"use an admin of the app as identifier",
	],
	[[40005, 80001], "content-filter", "text was refused as sensitive"],
	[[80004], "content-filter", "image was refused as sensitive"],
	[[40006], "transient", "internal error of the profile service"],
	[[40007], "forbidden", "no read permission on the tag", "give the app admin read permission in the console"],
	[[40008], "forbidden", "no write permission on the tag", "give the app admin write permission in the console"],
	[[40009], "bad-request", "tag does not exist", customFieldStep],
	[[40601], "bad-request", "value is too long", "shorten it to the limit of the tag, in bytes of UTF-8"],
	[[40605], "bad-request", "value is not allowed for the tag", "use one of the values that the tag takes"],
	[[40610], "bad-request", "value has the wrong type for the tag", "declare text or a number, as the tag takes"],
	[[60002], "bad-request", "the request's URL does not parse", "check the endpoint"],
	[[60003, 90001], "bad-request", "the request's JSON does not parse"],
	[[60004, 60005], "auth", "account or signature was not accepted"],
	[[60006, 70020], "auth", "app id is not known here", "check the app id and the region"],
	[[60007, 60011, 60018, 60019, 72010, 10006], "rate-limit", "too many calls"],
	[[60008, 60014, 70169, 70202, 30007, 90992], "transient", "timeout inside the service"],
	[[60009], "bad-request", "no such command at this URL", "check the endpoint"],
	[[60012], "bad-request", "app id is missing in the URL", "set the app id"],
	[[60013, 70500, 30006, 90994, 90995, 91000, 10002], "transient", "internal error of the service"],
	[[60015], "bad-request", "account is not text"],
	[[60016], "forbidden", "app is disabled"],
	[[60017], "forbidden", "the request is disabled for the app"],
	[[60020], "forbidden", "the app's plan is missing or expired", "renew the plan; it works about 5 minutes later"],
	[[60021], "forbidden", "this machine's address is not allowed", "add it to the app's address list in the console"],
	[[60025], "bad-request", "app id, identifier or UserSig in the URL is malformed", "check the settings"],
	[[60026], "bad-request", "the host does not serve this app's site", "set the region that the app was created in"],
	[[60027], "forbidden", "the app's product may not use this call"],
	[[60028], "quota", "the trial app's volume for 24 hours is used up"],
	[[70001], "auth", "UserSig has expired", "make a new UserSig, and check this machine's clock"],
	[[70002, 70003, 70005, 70032], "auth", "UserSig is malformed or was not accepted", keyStep],
	[[70009], "auth", "UserSig does not verify", keyStep],
	[[70013], "auth", "UserSig was made for another identifier", "set the identifier that the UserSig was made for"],
	[[70014], "auth", "UserSig was made for another app", "set the app id that the UserSig was made for"],
	[[70016], "auth", "the app has no key for verification here", "check the region"],
	[[70050], "quota", "too many failed signature checks", "correct the key, wait a minute, then run again"],
	[[70404], "bad-request", "the version of the client is too old", "update this package"],
	[[70051], "forbidden", "account is blocked"],
	[[70052], "auth", "UserSig was revoked", "make a new UserSig"],
	[[70114], "forbidden", "refused for security reasons"],
	[[70206, 70402, 10004], "bad-request", "bad request parameter"],
	[[70398], "quota", "the app's number of accounts is used up", "delete accounts, or change the app's plan"],
	[
		[70399],
		"forbidden",
		"the account was deleted less than three months ago",
		"use another account, or wait until three months have gone by",
	],
	[
		[71000],
		"forbidden",
		"the app does not allow the deletion of accounts",
		"allow it in the console, or set onDelete to retain",
	],
	[[72000, 72002], "quota", "the trial app's number of active users is used up"],
	[[72001, 72011, 72012], "forbidden", "the feature is not enabled for the app"],
	[[80002, 10018], "bad-request", "request or answer is too large", "declare less in one call"],
	[
		[10008],
		"forbidden",
		"the request is not allowed, or a limit of the app is reached",
		"use an admin of the app as identifier, and check that the app has fewer than 20 robots",
	],
	[[10016], "forbidden", "the app's webhook refused the request", "ask the app's owner why"],
	[[80003], "transient", "the app's webhook failed"],
	[[80005], "forbidden", "the service is stopped for the app", "renew the plan"],
	[[30008], "transient", "write conflict inside the service"],
];

const byCode = new Map(
	rows.flatMap(([codes, codeClass, words, next]) =>
		codes.map(
			(code) => [code, { class: codeClass, text: words, nextStep: next ?? defaultNextSteps[codeClass] }] as const,
		),
	),
);

/** Our words for a service code; a code that no list has gets words that say so. */
export function describeCode(code: number): CodeDescription {
	return (
		byCode.get(code) ?? {
			class: "bad-request",
			text: "refused with a code that no list of the service explains",
			nextStep: "look the code up in the service's current list",
		}
	);
}

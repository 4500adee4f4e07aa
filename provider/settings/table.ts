/** One setting: how stack config and the environment spell it. */
export interface Setting {
	/** Key in stack config, and name of the argument of a `Provider` after `tim:`. Absent: the environment alone. */
	readonly config?: string;
	/** Environment variable. Absent: stack config or a `Provider` alone. */
	readonly env?: string;
	/**
	 * Says which app, as whom or where, or what may be done to that app alone: never taken from the environment by an
	 * explicit `Provider`.
	 */
	readonly identity: boolean;
	/** What applies when it is not given, for the documentation. */
	readonly defaultText: string;
	/** What it means, for the documentation. */
	readonly doc: string;
}

/** Every setting. The README's table is made from it. */
export const settingsTable = {
	sdkAppId: {
		config: "tim:sdkAppId",
		env: "TIM_SDK_APP_ID",
		identity: true,
		defaultText: "required",
		doc: "The app (SDKAppID).",
	},
	identifier: {
		config: "tim:identifier",
		env: "TIM_IDENTIFIER",
		identity: true,
		defaultText: "`administrator`",
		doc: "The admin account that signs the calls.",
	},
	region: {
		config: "tim:region",
		env: "TIM_REGION",
		identity: true,
		defaultText: "this or the endpoint",
		doc: "Where the app was created: `china`, `singapore`, `seoul`, `tokyo`, `frankfurt`, `silicon-valley`, `jakarta`, `mumbai`.",
	},
	endpoint: {
		config: "tim:endpoint",
		env: "TIM_ENDPOINT",
		identity: true,
		defaultText: "this or the region",
		doc: "Origin to call instead of a region's host. `https://`, or `http://` on this machine.",
	},
	secretKey: {
		config: "tim:secretKey",
		env: "TIM_SECRET_KEY",
		identity: true,
		defaultText: "one way to sign",
		doc: "The app's secret key. In stack config only as a secret, which Pulumi then keeps in the state, encrypted.",
	},
	secretKeyFile: {
		config: "tim:secretKeyFile",
		env: "TIM_SECRET_KEY_FILE",
		identity: true,
		defaultText: "one way to sign",
		doc: "File with the secret key. Recommended: nothing of the key reaches Pulumi.",
	},
	secretKeyEnv: {
		config: "tim:secretKeyEnv",
		identity: true,
		defaultText: "one way to sign",
		doc: "Name of an environment variable with the secret key, for a second app.",
	},
	userSig: {
		env: "TIM_USER_SIG",
		identity: true,
		defaultText: "one way to sign",
		doc: "A ready UserSig of the identifier; it cannot be renewed.",
	},
	timeoutMs: {
		config: "tim:timeoutMs",
		env: "TIM_TIMEOUT_MS",
		identity: false,
		defaultText: "`5000`",
		doc: "Time for one attempt of a call, in milliseconds, from 3001: the service itself gives up after 3000.",
	},
	callsPerSecond: {
		config: "tim:callsPerSecond",
		env: "TIM_CALLS_PER_SECOND",
		identity: false,
		defaultText: "`100`",
		doc: "Most calls of one command in a second, half of it where the service takes half. Its limit is 200 for the whole app, production included.",
	},
	allowAccountDeletion: {
		config: "tim:allowAccountDeletion",
		env: "TIM_ALLOW_ACCOUNT_DELETION",
		identity: true,
		defaultText: "`false`",
		doc: '`true`: an `Account` with `onDelete: "delete"` may be deleted, for ever.',
	},
	compare: {
		config: "tim:compare",
		env: "TIM_COMPARE",
		identity: false,
		defaultText: "`live`",
		doc: "`live`: a preview compares with the service. `state`: with the state alone, and needs no credentials.",
	},
} as const satisfies Record<string, Setting>;

/** Name of a setting. */
export type SettingName = keyof typeof settingsTable;

/** Config key by which a `Provider` marks its arguments as explicit. */
export const EXPLICIT_MARK = "tim:explicit";

/**
 * Hosts of the service's REST API by the site that an app was created on.
 *
 * Source: REST overview, https://trtc.io/document/34620. Mumbai was in the list until about 2024-02.
 */
export const regions = {
	china: "console.tim.qq.com",
	singapore: "adminapisgp.im.qcloud.com",
	seoul: "adminapikr.im.qcloud.com",
	tokyo: "adminapijpn.im.qcloud.com",
	frankfurt: "adminapiger.im.qcloud.com",
	"silicon-valley": "adminapiusa.im.qcloud.com",
	jakarta: "adminapiidn.im.qcloud.com",
	mumbai: "adminapiind.im.qcloud.com",
} as const;

/** Name of a region. */
export type Region = keyof typeof regions;

/** Whether a text names a region. */
export function isRegion(text: string): text is Region {
	return Object.hasOwn(regions, text);
}

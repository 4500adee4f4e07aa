/** One setting and its names. */
export interface Setting {
	/** Key in stack config; after `tim:` it is the name of the argument of a `Provider`. Absent: only in the environment. */
	readonly config?: string;
	/** Environment variable. Absent: only in stack config or a `Provider`. */
	readonly env?: string;
	/** Whether it identifies an app or applies to that app only: an explicit `Provider` ignores it in the environment. */
	readonly identity: boolean;
	/** Default, for the documentation. */
	readonly defaultText: string;
	/** Meaning, for the documentation. */
	readonly doc: string;
}

/** Ranges and defaults of the settings that are integers. */
export const integerSettings = {
	sdkAppId: { min: 1, max: 4_294_967_295 },
	timeoutMs: { min: 3001, max: 600_000, default: 5000 },
	callsPerSecond: { min: 1, max: 10_000, default: 100 },
} as const;

/** Every setting. The table in the documentation is generated from it. */
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
		defaultText: "this or `endpoint`",
		doc: "Region in which the app was created: `china`, `singapore`, `seoul`, `tokyo`, `frankfurt`, `silicon-valley`, `jakarta`, `mumbai`.",
	},
	endpoint: {
		config: "tim:endpoint",
		env: "TIM_ENDPOINT",
		identity: true,
		defaultText: "this or `region`",
		doc: "Origin to call instead of the host of a region: `https://`, or `http://` for a loopback address.",
	},
	secretKey: {
		config: "tim:secretKey",
		env: "TIM_SECRET_KEY",
		identity: true,
		defaultText: "one credential",
		doc: "The secret key of the app. In stack config it must be a secret; Pulumi keeps it in the state, encrypted.",
	},
	secretKeyFile: {
		config: "tim:secretKeyFile",
		env: "TIM_SECRET_KEY_FILE",
		identity: true,
		defaultText: "one credential",
		doc: "File with the secret key. Recommended: the key does not reach Pulumi.",
	},
	secretKeyEnv: {
		config: "tim:secretKeyEnv",
		identity: true,
		defaultText: "one credential",
		doc: "Name of an environment variable that holds the secret key, for a second app.",
	},
	userSig: {
		env: "TIM_USER_SIG",
		identity: true,
		defaultText: "one credential",
		doc: "A ready UserSig of the identifier. It cannot be renewed.",
	},
	timeoutMs: {
		config: "tim:timeoutMs",
		env: "TIM_TIMEOUT_MS",
		identity: false,
		defaultText: `\`${integerSettings.timeoutMs.default}\``,
		doc: "Time-out of one attempt of a call in milliseconds, at least 3001: the service itself gives up after 3000.",
	},
	callsPerSecond: {
		config: "tim:callsPerSecond",
		env: "TIM_CALLS_PER_SECOND",
		identity: false,
		defaultText: `\`${integerSettings.callsPerSecond.default}\``,
		doc: "Maximum calls of one command per second; half of it for commands whose limit is half. The limit of the service is 200 for the whole app, production included.",
	},
	allowAccountDeletion: {
		config: "tim:allowAccountDeletion",
		env: "TIM_ALLOW_ACCOUNT_DELETION",
		identity: true,
		defaultText: "`false`",
		doc: '`true`: an `Account` with `onDelete: "delete"` may be deleted, permanently.',
	},
	compare: {
		config: "tim:compare",
		env: "TIM_COMPARE",
		identity: false,
		defaultText: "`live`",
		doc: "`live`: a preview compares with the service. `state`: it compares only with the state and needs no credentials.",
	},
} as const satisfies Record<string, Setting>;

/** Name of a setting. */
export type SettingName = keyof typeof settingsTable;

/** Config key with which a `Provider` marks its arguments as explicit. */
export const EXPLICIT_MARK = "tim:explicit";

/**
 * Hosts of the REST API by the region in which an app was created.
 *
 * Source: REST overview, https://trtc.io/document/34620. Mumbai was listed until about 2024-02.
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

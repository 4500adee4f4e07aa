/** The names of one setting, and its description for the documentation. */
export interface Setting {
	/**
	 * Key in the stack configuration, such as `tim:region`. The part after `tim:` is also the name of an argument of
	 * `Provider`. Absent if the setting is read only from the environment.
	 */
	readonly config?: string;
	/**
	 * Name of the environment variable. Absent if the setting is read only from the stack configuration or a `Provider`.
	 */
	readonly env?: string;
	/**
	 * Whether the setting identifies an app or applies only to that app. An explicit `Provider` ignores the environment
	 * variable of such a setting.
	 */
	readonly identity: boolean;
	/** Default value, or when the setting is required, as Markdown for the documentation. */
	readonly defaultText: string;
	/** Description of the setting, as Markdown for the documentation. */
	readonly doc: string;
}

/** Allowed ranges and default values of the integer settings. */
export const integerSettings = {
	sdkAppId: { min: 1, max: 4_294_967_295 },
	timeoutMs: { min: 3001, max: 600_000, default: 5000 },
	callsPerSecond: { min: 1, max: 10_000, default: 100 },
} as const;

/** The hosts of the REST API in one region. */
interface RegionHosts {
	readonly host: string;
	/** Serves the same apps as `host`. Calls use it while no connection to `host` can be made. */
	readonly backupHost: string;
}

/**
 * Hosts of the REST API, keyed by the region in which the app was created.
 *
 * Source: REST overview, https://trtc.io/document/34620. The source listed Mumbai until about 2024-02.
 */
export const regions = {
	china: { host: "console.tim.qq.com", backupHost: "adminapi.my-imcloud.com" },
	singapore: { host: "adminapisgp.im.qcloud.com", backupHost: "adminapisgp.my-imcloud.com" },
	seoul: { host: "adminapikr.im.qcloud.com", backupHost: "adminapikr.my-imcloud.com" },
	tokyo: { host: "adminapijpn.im.qcloud.com", backupHost: "adminapijpn.my-imcloud.com" },
	frankfurt: { host: "adminapiger.im.qcloud.com", backupHost: "adminapiger.my-imcloud.com" },
	"silicon-valley": { host: "adminapiusa.im.qcloud.com", backupHost: "adminapiusa.my-imcloud.com" },
	jakarta: { host: "adminapiidn.im.qcloud.com", backupHost: "adminapiidn.my-imcloud.com" },
	mumbai: { host: "adminapiind.im.qcloud.com", backupHost: "adminapiind.my-imcloud.com" },
} as const satisfies Record<string, RegionHosts>;

/** All settings. The table in the documentation is generated from this object. */
export const settingsTable = {
	sdkAppId: {
		config: "tim:sdkAppId",
		env: "TIM_SDK_APP_ID",
		identity: true,
		defaultText: "required",
		doc: "SDKAppID of the Tencent Cloud Chat app.",
	},
	identifier: {
		config: "tim:identifier",
		env: "TIM_IDENTIFIER",
		identity: true,
		defaultText: "`administrator`",
		doc: "UserID of the admin account that signs the API calls.",
	},
	region: {
		config: "tim:region",
		env: "TIM_REGION",
		identity: true,
		defaultText: "required without `endpoint`",
		doc: `Region in which the app was created; it determines the [hosts](#hosts) of the REST API. One of ${listRegions()}, in any letter case.`,
	},
	endpoint: {
		config: "tim:endpoint",
		env: "TIM_ENDPOINT",
		identity: true,
		defaultText: "required without `region`",
		doc: "Origin of the REST API, instead of a region: an `https://` URL, or an `http://` URL with a loopback address.",
	},
	secretKey: {
		config: "tim:secretKey",
		env: "TIM_SECRET_KEY",
		identity: true,
		defaultText: "exactly one credential required",
		doc: "Secret key of the app. In the stack configuration, set it with `--secret`; Pulumi then stores it encrypted in the state.",
	},
	secretKeyFile: {
		config: "tim:secretKeyFile",
		env: "TIM_SECRET_KEY_FILE",
		identity: true,
		defaultText: "exactly one credential required",
		doc: "Path of a file that contains the secret key of the app. Recommended, because Pulumi never receives the key.",
	},
	secretKeyEnv: {
		config: "tim:secretKeyEnv",
		identity: true,
		defaultText: "exactly one credential required",
		doc: "Name of the environment variable that contains the secret key of the app, for stacks that manage several apps.",
	},
	userSig: {
		env: "TIM_USER_SIG",
		identity: true,
		defaultText: "exactly one credential required",
		doc: "UserSig that was generated for the identifier, instead of a secret key. A UserSig cannot be renewed after it expires.",
	},
	timeoutMs: {
		config: "tim:timeoutMs",
		env: "TIM_TIMEOUT_MS",
		identity: false,
		defaultText: `\`${integerSettings.timeoutMs.default}\``,
		doc: "Time-out of one attempt of an API call, in milliseconds. The minimum is 3001, because the service itself times out after 3000.",
	},
	callsPerSecond: {
		config: "tim:callsPerSecond",
		env: "TIM_CALLS_PER_SECOND",
		identity: false,
		defaultText: `\`${integerSettings.callsPerSecond.default}\``,
		doc: "Maximum number of calls per second to each API command; half of it for commands that the service limits to 100. The service allows 200 calls per second to each other command, and production traffic counts towards these limits.",
	},
	allowAccountDeletion: {
		config: "tim:allowAccountDeletion",
		env: "TIM_ALLOW_ACCOUNT_DELETION",
		identity: true,
		defaultText: "`false`",
		doc: 'Whether an `Account` with `onDelete: "delete"` may be deleted permanently: `true` or `false`.',
	},
	compare: {
		config: "tim:compare",
		env: "TIM_COMPARE",
		identity: false,
		defaultText: "`live`",
		doc: "Values with which a preview compares the inputs. `live`: the profiles on the service. `state`: only the state, without credentials.",
	},
} as const satisfies Record<string, Setting>;

/** Name of a setting. */
export type SettingName = keyof typeof settingsTable;

/** The names of all settings. */
export const settingNames = Object.keys(settingsTable) as readonly SettingName[];

/** The keys of all settings in the stack configuration. */
export const configKeys: readonly string[] = Object.values<Setting>(settingsTable).flatMap(
	({ config }) => config ?? [],
);

/** The environment variables of all settings. */
export const settingVariables: readonly string[] = Object.values<Setting>(settingsTable).flatMap(
	({ env }) => env ?? [],
);

/** Config key that a `Provider` sets to `true`. It marks the settings as those of an explicit provider. */
export const EXPLICIT_MARK = "tim:explicit";

/** Name of a region. */
export type Region = keyof typeof regions;

/** Returns the region with a name, in any letter case. Returns `undefined` if there is no such region. */
export function findRegion(name: string): Region | undefined {
	const region = name.toLowerCase();
	return isRegion(region) ? region : undefined;
}

function isRegion(text: string): text is Region {
	return Object.hasOwn(regions, text);
}

function listRegions(): string {
	return Object.keys(regions)
		.map((region) => `\`${region}\``)
		.join(", ");
}

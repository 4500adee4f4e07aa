import type { Transport } from "./transport";
import type { PortraitSetRequest, ProfileItem } from "./wire";

/** The calls that change something. */
export interface ProfileWrites {
	/**
	 * Sets some tags of one account; others stay as they are.
	 *
	 * Limits: up to 500 bytes a value; the number of items is not documented.
	 * Errors: any `ImError`. 40003 when the account is not imported. With several items, one bad item fails the call.
	 * Source: portrait_set, https://cloud.tencent.com/document/product/269/1640
	 */
	portraitSet(account: string, items: readonly ProfileItem[]): Promise<void>;
}

/** The writing half of the client. */
export function createProfileWrites(transport: Transport): ProfileWrites {
	return {
		async portraitSet(account, items) {
			const body: PortraitSetRequest = { From_Account: account, ProfileItem: items };
			await transport({ service: "profile", command: "portrait_set", accounts: [account], body });
		},
	};
}

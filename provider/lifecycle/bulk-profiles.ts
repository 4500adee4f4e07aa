import type { BulkListener, BulkReader } from "../client/bulk-reads";
import { ImError, isAccountMissing } from "../errors/im-error";
import { decodeItems } from "../model/codec";
import { type AccountTags, type LiveProfile, requestedTags } from "./live-profiles";

/** Reads the live profiles of many accounts that are all known in advance, without a cache. */
export interface BulkProfiles {
	/**
	 * Reads the live values of tags of accounts. The result of an account that does not exist is `undefined`.
	 *
	 * @throws any error that is not an ImError
	 */
	fetchAll<Request extends AccountTags>(
		requests: readonly Request[],
		listener: BulkListener<Request, LiveProfile | undefined>,
	): Promise<void>;
}

/** Creates a reader of many live profiles. */
export function createBulkProfiles(reader: BulkReader): BulkProfiles {
	return {
		fetchAll(requests, { onResult, onCall }) {
			const readable = requests.map((request) => ({
				account: request.account,
				tags: requestedTags(request.tags),
				request,
			}));
			return reader.readAll(readable, {
				onResult({ request }, result) {
					if (!(result instanceof ImError)) {
						onResult(request, { values: decodeItems(result.items), refused: result.refused });
					} else onResult(request, isAccountMissing(result) ? undefined : result);
				},
				onCall,
			});
		},
	};
}

/**
 * Runs `work` for each item. Starts the items in order, and runs at most `limit` items at the same time. Errors: the
 * first error that `work` throws.
 */
export async function forEachConcurrently(items, { limit, work }) {
	const waiting = [...items];
	const worker = async () => {
		for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
	};
	await Promise.all(Array.from({ length: limit }, worker));
}

/** Processes items in order, at most `limit` at a time. Errors: the first that `work` throws; no further item is started. */
export async function forEachConcurrently(items, { limit, work }) {
	const waiting = [...items];
	const worker = async () => {
		for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
	};
	await Promise.all(Array.from({ length: limit }, worker));
}

/** Works through items in their order, so many at a time. Errors: the first that `work` throws; no item is begun after it. */
export async function eachOf(items, { atATime, work }) {
	const waiting = [...items];
	const worker = async () => {
		for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
	};
	await Promise.all(Array.from({ length: atATime }, worker));
}

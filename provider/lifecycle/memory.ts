/** What was read, by key, for the life of the process. */
export interface AsyncCache<Value> {
	/** The value: as remembered, or else read now. Two reads at a time are one. A failed read is not remembered. */
	get(key: string): Promise<Value>;
	/** Drops a value; a read under way is not remembered either. */
	invalidate(key: string): void;
}

/** A memory over a way to read. */
export function createAsyncCache<Value>(read: (key: string) => Promise<Value>): AsyncCache<Value> {
	const readings = new Map<string, Promise<Value>>();
	const begin = (key: string) => {
		const reading = read(key);
		readings.set(key, reading);
		reading.catch(() => readings.get(key) === reading && readings.delete(key));
		return reading;
	};
	return {
		get: (key) => readings.get(key) ?? begin(key),
		invalidate: (key) => {
			readings.delete(key);
		},
	};
}

/** What was read, by key, for the life of the process. */
export interface Memory<Value> {
	/** The value: as remembered, or else read now. Two reads at a time are one. A failed read is not remembered. */
	get(key: string): Promise<Value>;
	/** The value without a read; `undefined` where there is none. */
	peek(key: string): Value | undefined;
	/** Drops a value; a read under way is not remembered either. */
	forget(key: string): void;
}

interface Entry<Value> {
	readonly reading: Promise<Value>;
	value?: Value;
}

/** A memory over a way to read. */
export function createMemory<Value>(read: (key: string) => Promise<Value>): Memory<Value> {
	const entries = new Map<string, Entry<Value>>();
	const begin = (key: string): Entry<Value> => {
		const entry: Entry<Value> = { reading: read(key) };
		entries.set(key, entry);
		entry.reading.then(
			(value) => {
				entry.value = value;
			},
			() => entries.get(key) === entry && entries.delete(key),
		);
		return entry;
	};
	return {
		get: (key) => (entries.get(key) ?? begin(key)).reading,
		peek: (key) => entries.get(key)?.value,
		forget: (key) => {
			entries.delete(key);
		},
	};
}

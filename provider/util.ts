/** Makes something when it is first asked for, and gives the same from then on. What fails is tried again. */
export function once<T>(make: () => T): () => T {
	let made: { readonly value: T } | undefined;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
}

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

/** Returns the value of a key, and creates and stores it first when it is missing. */
export function getOrCreate<Key, Value>(
	map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
	key: Key,
	create: () => Value,
): Value {
	const existing = map.get(key);
	if (existing !== undefined) return existing;
	const created = create();
	map.set(key, created);
	return created;
}

/** Returns whether a value is an object that is not an array. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text with its control, format and other invisible characters spelled out, so that it stays on one line and shows what is in it. */
export function escapeControlCharacters(text: string): string {
	return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}

/** Whether a value is an object that is neither an array nor null. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Returns a map in which the result of `change` replaces each value. Values that become `undefined` are removed. Returns
 * the map itself if no value changes.
 */
export function changeValues(
	map: Readonly<Record<string, unknown>>,
	change: (value: unknown, key: string) => unknown,
): Readonly<Record<string, unknown>> {
	const changed = new Map<string, unknown>();
	for (const key of Object.keys(map)) {
		const value = change(map[key], key);
		if (value !== map[key] || value === undefined) changed.set(key, value);
	}
	if (changed.size === 0) return map;
	const entries = Object.entries(map).map(
		([key, value]) => [key, changed.has(key) ? changed.get(key) : value] as const,
	);
	return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * Returns a function that calls `create` on the first call and returns the same value on later calls. If `create`
 * throws an error or returns a promise that rejects, the next call calls `create` again.
 */
export function once<T>(create: () => T): () => T {
	let created: { readonly value: T } | undefined;
	return () => {
		if (created !== undefined) return created.value;
		const current = { value: create() };
		created = current;
		if (current.value instanceof Promise) {
			current.value.catch(() => {
				if (created === current) created = undefined;
			});
		}
		return current.value;
	};
}

/** The methods of `Map` and `WeakMap` that {@link getOrCreate} uses. */
interface MapLike<K, V> {
	get(key: K): V | undefined;
	set(key: K, value: V): unknown;
}

/**
 * Returns the value of a key in a map. If the map does not contain the key, calls `create`, adds the result to the map
 * and returns it.
 */
export function getOrCreate<K, V>(map: MapLike<K, V>, key: K, create: () => V): V {
	const existing = map.get(key);
	if (existing !== undefined) return existing;
	const created = create();
	map.set(key, created);
	return created;
}

/** A cache of values that are read asynchronously, keyed by a string. Each value is read when it is first requested. */
export interface AsyncCache<Value> {
	/**
	 * Returns the cached value of a key, or reads the value if it is not cached. Concurrent requests for the same key
	 * share one read. A failed read is not cached.
	 */
	get(key: string): Promise<Value>;
	/** Removes a value from the cache. If this value is being read, the result of that read is not cached. */
	invalidate(key: string): void;
}

/** Creates a cache. A value stays in the cache until `invalidate` removes it. */
export function createAsyncCache<Value>(read: (key: string) => Promise<Value>): AsyncCache<Value> {
	const promises = new Map<string, Promise<Value>>();
	const start = (key: string) => {
		const promise = read(key);
		promise.catch(() => promises.get(key) === promise && promises.delete(key));
		return promise;
	};
	return {
		get: (key) => getOrCreate(promises, key, () => start(key)),
		invalidate: (key) => {
			promises.delete(key);
		},
	};
}

/**
 * Runs `work` and returns its result. When the signal is aborted, throws `toError(signal.reason)` immediately. Work
 * that has already started continues, because other callers may wait for the same work. If the signal is aborted before
 * the call, the work does not start.
 */
export function untilAborted<T>(
	work: () => Promise<T>,
	signal: AbortSignal | undefined,
	toError: (reason: unknown) => unknown = (reason) => reason,
): Promise<T> {
	if (signal === undefined) return work();
	if (signal.aborted) return Promise.reject(toError(signal.reason));
	let onAbort = () => {};
	const aborted = new Promise<never>((_, reject) => {
		onAbort = () => reject(toError(signal.reason));
		signal.addEventListener("abort", onAbort, { once: true });
	});
	return Promise.race([work(), aborted]).finally(() => signal.removeEventListener("abort", onAbort));
}

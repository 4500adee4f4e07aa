/** What an account is on a platform: logged in, or gone but reached by push. Source: https://trtc.io/document/35477 */
export type OnlineStatus = "Online" | "PushOnline";

/** The state of an account by platform, for example `{ iPhone: "PushOnline", Web: "Online" }`. */
export type Platforms = Readonly<Record<string, OnlineStatus>>;

/** Who is logged in where, and from when on UserSigs count. */
export interface Sessions {
	/** The platforms of an account; none when it is offline. */
	of(account: string): Platforms;
	/** Logs an account out everywhere. */
	logOut(account: string): void;
	/** Logs an account out everywhere, and has UserSigs count only when signed from the current second on. */
	kick(account: string): void;
	/** UserSigs of an account that were signed before this second count no more. */
	validFrom(account: string): number;
}

/** Sessions as they are at first. `now` gives milliseconds. */
export function createSessions(online: Readonly<Record<string, Platforms>>, now: () => number): Sessions {
	const sessions = new Map(Object.entries(online));
	const kicked = new Map<string, number>();
	const logOut = (account: string) => {
		sessions.delete(account);
	};
	return {
		of: (account) => sessions.get(account) ?? {},
		logOut,
		kick(account) {
			logOut(account);
			kicked.set(account, Math.floor(now() / 1000));
		},
		validFrom: (account) => kicked.get(account) ?? 0,
	};
}

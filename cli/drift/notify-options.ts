/** Shapes of what is posted: the JSON of a report, or a text as Slack takes it. */
export const notifyFormats = ["json", "slack"] as const;

/** One of {@link notifyFormats}. */
export type NotifyFormat = (typeof notifyFormats)[number];

/** Whom to tell, and in which shape. */
export interface NotifyOptions {
	/** Where to post. It is a secret: whoever has it may post there. */
	readonly url: URL;
	readonly format: NotifyFormat;
}

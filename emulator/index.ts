export type { Emulator } from "./emulator";
export { startEmulator } from "./emulator";
export type { ActiveFault, Faults } from "./fault-registry";
export type {
	AnswerAccountFault,
	AnswerFault,
	BodyFault,
	DelayFault,
	DropFault,
	ExpireUserSigsFault,
	FaultCondition,
	FaultEffect,
	FaultRule,
	LoseFault,
	RefuseValueFault,
	StaleFault,
} from "./faults";
export type { EmulatorOptions, Lag, OnlineStatus, Platforms, Seed } from "./options";
export { demoApp } from "./options";
export type { ProfileChange } from "./profile-change";
export type { Quirks } from "./quirks";
export { defaultQuirks } from "./quirks";
export type { CallsPerSecond } from "./rate-limit";
export type { RequestRecord } from "./request";
export type { Site, TagChanges, Tags, TagValue } from "./tags";
export type { Delivery, Platform, ProfileEvent, Webhook, WebhookOptions } from "./webhook";

export type { AccountOnDelete } from "./account/types";
export {
	type GetProfileArgs,
	type GetProfileOutputArgs,
	type GetProfileResult,
	type GetProfilesArgs,
	type GetProfilesOutputArgs,
	type GetProfilesResult,
	getProfile,
	getProfileOutput,
	getProfiles,
	getProfilesOutput,
} from "./functions/get-profile";
export { type GetRobotsResult, getRobots, getRobotsOutput } from "./functions/get-robots";
export type { FunctionOptions, FunctionOutputOptions } from "./functions/values";
export { AdminForbidType, AllowType, Gender } from "./profile/enums";
export type { Policies } from "./profile/policies";
export type { ProfileAttributes, TagValue, TagValues, Uint64 } from "./profile/types";
export type { Region } from "./regions";
export { Account, type AccountArgs } from "./resources/account";
export type { PolicyArgs, ProfileAttributeArgs } from "./resources/attributes";
export { Profile, type ProfileArgs } from "./resources/profile";
export { ProfileSet, type ProfileSetArgs } from "./resources/profile-set";
export { Provider, type ProviderArgs } from "./resources/provider";
export { Robot, type RobotArgs } from "./resources/robot";
export type { Compare } from "./settings";

export type { FunctionOptions, FunctionOutputOptions } from "./functions/invoke";
export {
	type GetProfileArgs,
	type GetProfileOutputArgs,
	type GetProfileResult,
	type GetProfilesArgs,
	type GetProfilesOutputArgs,
	type GetProfilesResult,
	type GetRobotsResult,
	getProfile,
	getProfileOutput,
	getProfiles,
	getProfilesOutput,
	getRobots,
	getRobotsOutput,
} from "./functions/lookups";
export { AdminForbidType, AllowType, Gender } from "./model/fields";
export type { AccountOnDelete, Policies } from "./model/policies";
export type { ProfileAttributes, TagValue, TagValues, Uint64 } from "./model/types";
export { Account, type AccountArgs, Robot, type RobotArgs } from "./resources/accounts";
export type { PolicyArgs, ProfileAttributeArgs } from "./resources/inputs";
export { Profile, type ProfileArgs } from "./resources/profile";
export { ProfileSet, type ProfileSetArgs } from "./resources/profile-set";
export { Provider, type ProviderArgs } from "./resources/provider";
export type { Compare } from "./settings/resolve";
export type { Region } from "./settings/table";

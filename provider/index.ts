export { AdminForbidType, AllowType, Gender } from "./profile/enums";
export type { ProfileAttributes, TagValue, TagValues, Uint64 } from "./profile/types";
export type { Region } from "./regions";
export type { ProfileAttributeArgs } from "./resources/attributes";
export { Profile, type ProfileArgs } from "./resources/profile";
export { ProfileSet, type ProfileSetArgs } from "./resources/profile-set";
export { Provider, type ProviderArgs } from "./resources/provider";
export type { Compare } from "./settings";

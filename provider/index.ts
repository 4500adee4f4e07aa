export { AdminForbidType, AllowType, Gender } from "./profile/enums";
export type { ProfileAttributes, TagValue, TagValues, Uint64 } from "./profile/types";
export type { Region } from "./regions";
export { Profile, type ProfileArgs } from "./resources/profile";
export { Provider, type ProviderArgs } from "./resources/provider";
export type { Compare } from "./settings";

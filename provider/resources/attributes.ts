import type * as pulumi from "@pulumi/pulumi";
import type { Policies } from "../profile/policies";
import type { ProfileAttributes } from "../profile/types";

/** The attributes of a profile as a program gives them: each a value or a promise of one, as Pulumi has it (`Input`). */
export type ProfileAttributeArgs = { readonly [Name in keyof ProfileAttributes]: DeepInput<ProfileAttributes[Name]> };

type DeepInput<T> = pulumi.Input<T extends object ? { readonly [Key in keyof T]: DeepInput<T[Key]> } : T> | Absent<T>;
type Absent<T> = undefined extends T ? undefined : never;

/** The policies of a profile or a set as a program gives them; see {@link Policies}. */
export type PolicyArgs = { readonly [Name in keyof Policies]: pulumi.Input<NonNullable<Policies[Name]>> | undefined };

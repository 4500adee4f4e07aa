import type { dynamic } from "@pulumi/pulumi";
import { configError, isImError } from "../errors";
import { isZero } from "../profile/canonical";
import { storedValue } from "../profile/diff";
import { type Field, fields } from "../profile/fields";
import { ownedTags, standardAttributes, withValues } from "../profile/owned";
import type { ProfileInputs, ProfileState, TagValues } from "../profile/types";
import { assertSameApp, type LifecycleContext } from "./context";
import { type LiveProfile, observeExisting, readableOnly } from "./observe";

/**
 * Reads the owned tags of a managed profile for a refresh: as outputs, and as inputs too, or the engine would keep the old ones.
 *
 * Shape: an empty result when the service does not know the account; Pulumi then drops the resource from the state.
 * Errors: any other failure, so that it never looks like "gone".
 */
export async function readProfile(
	context: LifecycleContext,
	state: ProfileState,
): Promise<dynamic.ReadResult<Partial<ProfileState>>> {
	assertSameApp(context, state.account, state.app);
	const { observer } = serviceFor(context);
	const live = await observer.observeFresh(
		state.account,
		ownedTags(state).map(({ tag }) => tag),
	);
	if (live === undefined) return {};
	const values = readableOnly(live);
	const props = withValues(state, (stored) => storedValue(stored, values));
	return { id: state.account, props, inputs: inputsOf(props) };
}

/**
 * Reads every standard tag of an account that the program does not manage. A tag never set has its zero value; one that the
 * app does not know is left out.
 *
 * Errors: any failure, a missing account too.
 */
export async function getProfileState(
	context: LifecycleContext,
	account: string,
): Promise<dynamic.ReadResult<Partial<ProfileState>>> {
	const { observer, sdkAppId } = serviceFor(context);
	const live = await observeExisting(observer, account, standardTags());
	return { id: account, props: { account, ...standardAttributes(withZeros(live)), app: sdkAppId } };
}

function standardTags(): readonly string[] {
	return Object.values(fields).map(({ tag }) => tag);
}

function withZeros({ values, refused }: LiveProfile): TagValues {
	const readable = Object.values<Field>(fields).filter(({ tag }) => !refused.has(tag));
	const filled = readable.map(({ tag, zero }) => [tag, isZero(tag, values[tag]) ? zero : values[tag]] as const);
	return Object.fromEntries(filled.flatMap(([tag, value]) => (value === undefined ? [] : [[tag, value]])));
}

function inputsOf({ app, adopted, ...inputs }: ProfileState): ProfileInputs {
	return inputs;
}

/** A refresh reads even where diffs do not: the error of a missing setting says how to go without. */
function serviceFor(context: LifecycleContext) {
	try {
		return context.service();
	} catch (error) {
		if (!isImError(error) || error.kind !== "config" || context.compare() === "live") throw error;
		throw configError(
			error.key ?? "",
			`${error.message}; with compare: state, add --refresh=false, or a refresh reads all the same`,
		);
	}
}

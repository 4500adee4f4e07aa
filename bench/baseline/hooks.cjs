/*
 * The provider hooks of the baseline, which return their inputs and do nothing else. The environment variable
 * BASELINE_CREATIONS_PER_SECOND limits the number of creations per second.
 */
const hooks = (idOf) => ({
	check: async (_olds, news) => ({ inputs: news }),
	create: async (inputs) => {
		await waitForSlot();
		return { id: idOf(inputs), outs: inputs };
	},
	diff: async () => ({ changes: false }),
	read: async (id, state) => ({ id, props: state, inputs: state }),
	update: async (_id, _olds, news) => ({ outs: news }),
	delete: async () => {},
});

const rate = Number(process.env.BASELINE_CREATIONS_PER_SECOND ?? Infinity);
let next = 0;

function waitForSlot() {
	const now = performance.now();
	next = Math.max(next, now) + 1000 / rate;
	return rate === Infinity ? undefined : new Promise((done) => setTimeout(done, next - now));
}

exports.profile = () => hooks(({ account }) => account);
exports.profileSet = () => hooks(({ __id }) => __id);

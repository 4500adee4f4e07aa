/* Hooks that keep what they are given and do nothing. */
const hooks = (idOf) => ({
	check: async (_olds, news) => ({ inputs: news }),
	create: async (inputs) => ({ id: idOf(inputs), outs: inputs }),
	diff: async () => ({ changes: false }),
	read: async (id, state) => ({ id, props: state, inputs: state }),
	update: async (_id, _olds, news) => ({ outs: news }),
	delete: async () => {},
});

exports.profile = () => hooks(({ account }) => account);
exports.profileSet = () => hooks(({ __id }) => __id);

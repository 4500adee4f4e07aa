const pulumi = require("@pulumi/pulumi");
const { serializedProvider } = require("../../dist/provider/dynamic/serialized-provider");

/*
 * The resource classes of the baseline. Their types, inputs and outputs equal those of this package, but their
 * constructors do no other work.
 */
exports.Profile = class Profile extends pulumi.CustomResource {
	constructor(name, args, options) {
		super("pulumi-nodejs:dynamic/tim:Profile", name, { ...args, __provider: serializedProvider("profile") }, options);
	}
};

exports.ProfileSet = class ProfileSet extends pulumi.CustomResource {
	constructor(name, args, options) {
		const inputs = { ...args, __id: name, __provider: serializedProvider("profileSet") };
		super("pulumi-nodejs:dynamic/tim:ProfileSet", name, inputs, options);
	}
};

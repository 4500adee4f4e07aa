const pulumi = require("@pulumi/pulumi");
const { hooksText } = require("../../dist/provider/resources/hooks-text");

/* The same types, inputs and outputs as this package, without its work in the program. */
exports.Profile = class Profile extends pulumi.CustomResource {
	constructor(name, args, options) {
		super("pulumi-nodejs:dynamic/tim:Profile", name, { ...args, __provider: hooksText("profile") }, options);
	}
};

exports.ProfileSet = class ProfileSet extends pulumi.CustomResource {
	constructor(name, args, options) {
		const inputs = { ...args, __id: name, __provider: hooksText("profileSet") };
		super("pulumi-nodejs:dynamic/tim:ProfileSet", name, inputs, options);
	}
};

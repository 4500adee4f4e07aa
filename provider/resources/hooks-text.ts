/** The kinds of resource: each is a function of `pulumi-tim/hooks`. */
export type Kind = "account" | "profile" | "profileSet" | "robot";

/**
 * What Pulumi stores beside each resource, in every state file: the source text of a module that finds this package and
 * asks it for the hooks. It names no path and no version, so that an older state runs newer code.
 *
 * It looks from the program's folder upwards, which covers an installed package, a linked one, a workspace, and an example
 * inside a checkout of this project. It goes on upwards only while the error is about `pulumi-tim/hooks` itself.
 *
 * Never change a byte of it: Pulumi keeps the old text and the new one side by side until each resource is updated.
 * Limits: at most 300 bytes.
 */
export function hooksText(kind: Kind): string {
	return `exports.handler=()=>{const{createRequire:c}=require("module"),p=require("path");for(let d=process.cwd(),e;;d=p.dirname(d)){try{return c(p.join(d,"_"))("pulumi-tim/hooks").${kind}()}catch(x){if(!/'(pulumi-tim|\\.)\\/hooks'/.test(x.message))throw x;e=e||x}if(d===p.dirname(d))throw e}}`;
}

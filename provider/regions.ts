/**
 * Hosts of the service's REST API by the site that an app was created on.
 *
 * Source: REST overview, https://trtc.io/document/34620. Mumbai was in the list until about 2024-02.
 */
export const regions = {
	china: "console.tim.qq.com",
	singapore: "adminapisgp.im.qcloud.com",
	seoul: "adminapikr.im.qcloud.com",
	tokyo: "adminapijpn.im.qcloud.com",
	frankfurt: "adminapiger.im.qcloud.com",
	"silicon-valley": "adminapiusa.im.qcloud.com",
	jakarta: "adminapiidn.im.qcloud.com",
	mumbai: "adminapiind.im.qcloud.com",
} as const;

/** Name of a region. */
export type Region = keyof typeof regions;

/** Whether a text names a region. */
export function isRegion(text: string): text is Region {
	return Object.hasOwn(regions, text);
}

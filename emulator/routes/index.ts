import { accountCheck, accountDelete } from "./accounts";
import type { Route } from "./context";
import { accountImport, multiaccountImport } from "./imports";
import { portraitGet, portraitSet } from "./profiles";
import { createRobot, deleteRobot, getAllRobots } from "./robots";
import { kick, queryOnlineStatus } from "./sessions";

/** The commands that the emulator implements, keyed by the path after `/v4/`. */
export const routes: Readonly<Record<string, Route | undefined>> = {
	"profile/portrait_get": portraitGet,
	"profile/portrait_set": portraitSet,
	"im_open_login_svc/account_import": accountImport,
	"im_open_login_svc/multiaccount_import": multiaccountImport,
	"im_open_login_svc/account_check": accountCheck,
	"im_open_login_svc/account_delete": accountDelete,
	"im_open_login_svc/kick": kick,
	"openim/query_online_status": queryOnlineStatus,
	"openim/querystate": queryOnlineStatus,
	"openim_robot_http_svc/create_robot": createRobot,
	"openim_robot_http_svc/delete_robot": deleteRobot,
	"openim_robot_http_svc/get_all_robots": getAllRobots,
};

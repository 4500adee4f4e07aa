import assert from "node:assert/strict";
import { apiError } from "@/provider/errors/im-error";
import { createAccountDirectory, createRobotDirectory } from "@/provider/lifecycle/directories";
import { failureOf } from "@/test/support/builders";

/** Creates the account directory of an in-memory app that records its calls. */
function createAccounts(existing: readonly string[] = []) {
	const accounts = new Set(existing);
	const calls: string[] = [];
	const directory = createAccountDirectory({
		async check(account) {
			calls.push(`check ${account}`);
			return accounts.has(account);
		},
		async importAccount(account) {
			calls.push(`import ${account}`);
			accounts.add(account);
		},
		writes: {
			async accountDelete(account) {
				calls.push(`delete ${account}`);
				accounts.delete(account);
			},
		},
	});
	return { directory, calls };
}

/**
 * Creates the robot directory of an in-memory app that records its calls. `refuse` returns whether the app refuses to
 * create a robot.
 */
function createRobots(existing: readonly string[] = [], refuse: (robot: string) => boolean = () => false) {
	const robots = new Set(existing);
	const calls: string[] = [];
	const directory = createRobotDirectory({
		reads: {
			async getAllRobots() {
				calls.push("list");
				return [...robots];
			},
		},
		writes: {
			async createRobot(robot) {
				calls.push(`create ${robot}`);
				if (refuse(robot)) throw apiError({ command: "create_robot", accounts: [robot] }, 10004);
				robots.add(robot);
			},
			async deleteRobot(robot) {
				calls.push(`delete ${robot}`);
				robots.delete(robot);
			},
		},
	});
	return { directory, calls };
}

const unexpected = () => Promise.reject(new Error("unexpected write"));

const robotNames = (count: number) => Array.from({ length: count }, (_, index) => `@RBT#${index}`);

describe("createAccountDirectory", () => {
	it("makes one call for repeated checks of an account, and a new call after an add or a remove", async () => {
		const { directory, calls } = createAccounts();
		assert.deepEqual([await directory.exists("alice"), await directory.exists("alice")], [false, false]);
		await directory.add("alice");
		assert.equal(await directory.exists("alice"), true);
		await directory.remove("alice");
		assert.equal(await directory.exists("alice"), false);
		assert.deepEqual(calls, ["check alice", "import alice", "check alice", "delete alice", "check alice"]);
	});
});

describe("createRobotDirectory", () => {
	it("makes one call for repeated reads of the list of robots, and a new call after a write", async () => {
		const { directory, calls } = createRobots(["@RBT#0"]);
		assert.deepEqual(await Promise.all(robotNames(2).map((robot) => directory.exists(robot))), [true, false]);
		await directory.add("@RBT#1");
		assert.equal(await directory.exists("@RBT#1"), true);
		await directory.remove("@RBT#1");
		assert.equal(await directory.exists("@RBT#1"), false);
		assert.deepEqual(calls, ["list", "create @RBT#1", "list", "delete @RBT#1", "list"]);
	});

	it("names the requested robot when the list cannot be read", async () => {
		const error = apiError({ command: "get_all_robots", accounts: [] }, 60010);
		const directory = createRobotDirectory({
			reads: { getAllRobots: () => Promise.reject(error) },
			writes: { createRobot: unexpected, deleteRobot: unexpected },
		});
		for (const work of [directory.exists("@RBT#faq"), directory.add("@RBT#faq")]) {
			assert.match(
				(await failureOf(work)).message,
				/^get_all_robots @RBT#faq: api 60010 the call requires admin rights; /,
			);
		}
	});

	it("rejects a robot before any write if existing robots and the robot exceed the limit", async () => {
		const { directory, calls } = createRobots(robotNames(20));
		const { message } = await failureOf(directory.add("@RBT#new"));
		assert.equal(
			message,
			"create_robot @RBT#new: not created: the app already has the maximum of 20 robots; delete one first",
		);
		await directory.add("@RBT#0");
		assert.deepEqual(calls, ["list", "create @RBT#0"]);
	});

	it("counts robots whose creation has not ended yet", async () => {
		const { directory, calls } = createRobots(robotNames(18));
		const results = await Promise.allSettled(["@RBT#a", "@RBT#b", "@RBT#c"].map((robot) => directory.add(robot)));
		assert.deepEqual(
			results.map(({ status }) => status),
			["fulfilled", "fulfilled", "rejected"],
		);
		assert.deepEqual(calls, ["list", "create @RBT#a", "create @RBT#b"]);
	});

	it("does not count a robot that the service refused", async () => {
		const { directory } = createRobots(robotNames(19), (robot) => robot === "@RBT#bad");
		await failureOf(directory.add("@RBT#bad"));
		await directory.add("@RBT#good");
	});
});

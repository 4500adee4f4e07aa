import assert from "node:assert/strict";
import { apiError } from "@/provider/errors/im-error";
import { createAccountDirectory, createRobotDirectory } from "@/provider/lifecycle/directories";
import { failureOf } from "@/test/support/builders";

/** An app in memory, a roster over it, and the calls that the roster made. */
function accountRoster(existing: readonly string[] = []) {
	const accounts = new Set(existing);
	const calls: string[] = [];
	const roster = createAccountDirectory({
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
	return { roster, calls };
}

/** The same with robots; `refuse` says whether a creation fails. */
function robotRoster(existing: readonly string[] = [], refuse: (robot: string) => boolean = () => false) {
	const robots = new Set(existing);
	const calls: string[] = [];
	const roster = createRobotDirectory({
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
	return { roster, calls };
}

const unexpected = () => Promise.reject(new Error("nothing is to be written"));

const named = (count: number) => Array.from({ length: count }, (_, at) => `@RBT#${at}`);

describe("createAccountRoster", () => {
	it("looks once, and again after it has made or removed the account", async () => {
		const { roster, calls } = accountRoster();
		assert.deepEqual([await roster.exists("alice"), await roster.exists("alice")], [false, false]);
		await roster.add("alice");
		assert.equal(await roster.exists("alice"), true);
		await roster.remove("alice");
		assert.equal(await roster.exists("alice"), false);
		assert.deepEqual(calls, ["check alice", "import alice", "check alice", "delete alice", "check alice"]);
	});
});

describe("createRobotRoster", () => {
	it("lists once for all robots, and again after a write", async () => {
		const { roster, calls } = robotRoster(["@RBT#0"]);
		assert.deepEqual(await Promise.all(named(2).map((robot) => roster.exists(robot))), [true, false]);
		await roster.add("@RBT#1");
		assert.equal(await roster.exists("@RBT#1"), true);
		await roster.remove("@RBT#1");
		assert.equal(await roster.exists("@RBT#1"), false);
		assert.deepEqual(calls, ["list", "create @RBT#1", "list", "delete @RBT#1", "list"]);
	});

	it("names the robot that asked where the list cannot be read", async () => {
		const error = apiError({ command: "get_all_robots", accounts: [] }, 60010);
		const roster = createRobotDirectory({
			reads: { getAllRobots: () => Promise.reject(error) },
			writes: { createRobot: unexpected, deleteRobot: unexpected },
		});
		for (const work of [roster.exists("@RBT#faq"), roster.add("@RBT#faq")]) {
			assert.match((await failureOf(work)).message, /^get_all_robots @RBT#faq: api 60010 admin rights are needed; /);
		}
	});

	it("refuses a robot above the limit before any write, those that exist counted", async () => {
		const { roster, calls } = robotRoster(named(20));
		const { message } = await failureOf(roster.add("@RBT#new"));
		assert.equal(message, "create_robot @RBT#new: not created: the app has the maximum of 20 robots; delete one first");
		await roster.add("@RBT#0");
		assert.deepEqual(calls, ["list", "create @RBT#0"]);
	});

	it("counts those that are being made at the same time", async () => {
		const { roster, calls } = robotRoster(named(18));
		const made = await Promise.allSettled(["@RBT#a", "@RBT#b", "@RBT#c"].map((robot) => roster.add(robot)));
		assert.deepEqual(
			made.map(({ status }) => status),
			["fulfilled", "fulfilled", "rejected"],
		);
		assert.deepEqual(calls, ["list", "create @RBT#a", "create @RBT#b"]);
	});

	it("does not count one that the service refused", async () => {
		const { roster } = robotRoster(named(19), (robot) => robot === "@RBT#bad");
		await failureOf(roster.add("@RBT#bad"));
		await roster.add("@RBT#good");
	});
});

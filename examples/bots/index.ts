import * as tim from "pulumi-tim";

const avatars = "https://example.com/bots";

/** A system account. It is imported if it does not exist. */
const bot = new tim.Account("support", { account: "support_bot" });

/** The profile of a bot that answers user questions. Friend requests are rejected. */
const support = new tim.Profile("support", {
	account: bot.account,
	nick: "Support",
	image: `${avatars}/support.png`,
	selfSignature: "Answers on working days from 9 to 18.",
	allowType: tim.AllowType.DenyAny,
	custom: { Team: "core" },
});

/** A robot. The service forwards messages to a robot to the webhook of the app. */
const robot = new tim.Robot("faq", { account: "@RBT#faq" });

/** The profile of the robot, which answers common questions. */
const faq = new tim.Profile("faq", {
	account: robot.account,
	nick: "Questions & answers",
	image: `${avatars}/faq.png`,
	selfSignature: "Ask in one sentence.",
	custom: { Team: "docs" },
});

/** An account that may already exist with a profile that was set by hand. Both are adopted. */
const newsroom = new tim.Account("news", { account: "news_bot" });

/** The profile of a bot that publishes news. The account may not send friend requests. */
const news = new tim.Profile("news", {
	account: newsroom.account,
	nick: "News",
	image: `${avatars}/news.png`,
	allowType: tim.AllowType.AllowAny,
	adminForbidType: tim.AdminForbidType.SendOut,
	level: 3,
	custom: { Team: "press" },
});

export const accounts = [support.account, faq.account, news.account];

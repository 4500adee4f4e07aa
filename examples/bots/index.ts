import * as tim from "pulumi-tim";

const avatars = "https://example.com/bots";

/** A system account, created if it does not exist. */
const bot = new tim.Account("support", { account: "support_bot" });

/** Answers user questions and refuses friend requests. */
const support = new tim.Profile("support", {
	account: bot.account,
	nick: "Support",
	image: `${avatars}/support.png`,
	selfSignature: "Answers on working days from 9 to 18.",
	allowType: tim.AllowType.DenyAny,
	custom: { Team: "core" },
});

/** A robot; messages to it are sent to the app's webhook. */
const robot = new tim.Robot("faq", { account: "@RBT#faq" });

/** Answers common questions. */
const faq = new tim.Profile("faq", {
	account: robot.account,
	nick: "Questions & answers",
	image: `${avatars}/faq.png`,
	selfSignature: "Ask in one sentence.",
	custom: { Team: "docs" },
});

/** May exist already, with a profile that was set by hand; both are adopted. */
const newsroom = new tim.Account("news", { account: "news_bot" });

/** Publishes news; may not send friend requests. */
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

import * as tim from "pulumi-tim";

const avatars = "https://example.com/bots";

/** A system account, made where it is not there yet. */
const bot = new tim.Account("support", { account: "support_bot" });

/** Answers people. Nobody may add it as a friend. */
const support = new tim.Profile("support", {
	account: bot.account,
	nick: "Support",
	image: `${avatars}/support.png`,
	selfSignature: "Answers on working days from 9 to 18.",
	allowType: tim.AllowType.DenyAny,
	custom: { Team: "core" },
});

/** A robot: what people write to it goes to the app's webhook. */
const robot = new tim.Robot("faq", { account: "@RBT#faq" });

/** Answers common questions. */
const faq = new tim.Profile("faq", {
	account: robot.account,
	nick: "Questions & answers",
	image: `${avatars}/faq.png`,
	selfSignature: "Ask in one sentence.",
	custom: { Team: "docs" },
});

/** May be there already, with a profile that somebody set by hand: both are adopted. */
const newsroom = new tim.Account("news", { account: "news_bot" });

/** Writes only: it may not send friend requests. */
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

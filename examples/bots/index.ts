import * as tim from "pulumi-tim";

const avatars = "https://example.com/bots";

/** Answers people. Nobody may add it as a friend. */
const support = new tim.Profile("support", {
	account: "support_bot",
	nick: "Support",
	image: `${avatars}/support.png`,
	selfSignature: "Answers on working days from 9 to 18.",
	allowType: tim.AllowType.DenyAny,
	custom: { Team: "core" },
});

/** Answers common questions; anyone may add it. */
const faq = new tim.Profile("faq", {
	account: "faq_bot",
	nick: "Questions & answers",
	image: `${avatars}/faq.png`,
	allowType: tim.AllowType.AllowAny,
	custom: { Team: "docs" },
});

/** Writes only: it may not send friend requests. */
const news = new tim.Profile("news", {
	account: "news_bot",
	nick: "News",
	image: `${avatars}/news.png`,
	allowType: tim.AllowType.AllowAny,
	adminForbidType: tim.AdminForbidType.SendOut,
	level: 3,
	custom: { Team: "press" },
});

export const accounts = [support.account, faq.account, news.account];




import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { expect, test, type Page } from "@playwright/test";

import { codeTo, enter, unique, type Person } from "../support/group.ts";
import { closeRound, comment, dayAhead, giveView, save, vote } from "../support/texts.ts";

/** As somebody would paste it from a mail: typed bullets, double spaces, a count of its own. */
const PASTED = `Open libraries in every town

Conference notes that one library in five has closed since 2010.  Opening hours have halved, and the staff who knew every shelf have gone.

Conference believes that a library is the last warm room that asks nobody for money.

Conference resolves to campaign for:

  •   A library within two miles of every home
  •   Six days a week, and three evenings
  •   At least 4,000 new librarians, trained and paid for the work
  •   Rooms that charities can use for nothing

90 words
`;

const QUESTION = "Do you support this text for the autumn meeting?";

test.describe.configure({ mode: "serial" });

let author: Person;
let second: Person;
let third: Person;
let member: Person;
let supporter: Person;
let visitor: Page;
let title = "";
let at = "";
let slug = "";
let published = "";


test.beforeAll(async ({ browser }) => {
  author = await enter(browser, "Casey Chair", "chair", "administrator");
  second = await enter(browser, "Robin Reeve", "committee");
  third = await enter(browser, "Kit Keene", "committee");
  member = await enter(browser, "Morgan Marsh", "member");
  supporter = await enter(browser, "Sasha Stone", "supporter");
  visitor = await (await browser.newContext()).newPage();
  title = `Open libraries in every town ${unique()}`;
});

test.afterAll(async () => {
  for (const page of [author, second, third, member, supporter].map((person) => person.page).concat(visitor)) {
    await page.context().close();
  }
});

test("somebody signs in by the code from their mail", async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Your e-mail address").fill(member.email);
  await page.getByRole("button", { name: "Send me the mail" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Look in your mail");
  await page.getByLabel("The code from the mail").fill(await codeTo(member.email));
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Hello, ${member.name}`);
  await page.context().close();
});

test("the chair says who publishes", async () => {
  const { page } = author;
  await page.goto("/group");
  await page.getByLabel("Imprint").fill("The Example Group, 1 Example Street, Exampleton EX1 1EX");
  await page.getByLabel("Votes that a decision needs").fill("3");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status")).toHaveText("The change has been saved.");
});

test("a pasted motion is tidied, shown, and saved as version 1", async () => {
  const { page } = author;
  await page.goto("/texts");
  await page.getByRole("link", { name: "Start a new text" }).first().click();
  await page.getByRole("textbox", { name: "The text", exact: true }).fill(PASTED.replace("Open libraries in every town", title));
  await page.getByRole("button", { name: "Continue" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check the text and save it");
  const report = page.locator(".notice").filter({ has: page.getByRole("heading", { name: "What was tidied" }) });
  await expect(report).toContainText("“•”");
  await expect(report).toContainText("extra spaces");
  await expect(report).toContainText("90 words");
  await expect(page.getByRole("textbox", { name: "Title", exact: true })).toHaveValue(title);
  const text = await page.getByRole("textbox", { name: "Text", exact: true }).inputValue();
  expect(text).toContain("- A library within two miles of every home\n");
  expect(text).not.toContain("•");
  expect(text).not.toContain("90 words");

  await page.getByRole("button", { name: "Save as version 1" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  at = new URL(page.url()).pathname;
  slug = at.split("/")[2] ?? "";
  expect(at).toMatch(/^\/motions\/open-libraries-in-every-town-[0-9a-f]{8}$/);
  await expect(page.getByText("Draft", { exact: true })).toBeVisible();
  await expect(page.getByText("The source says 90 words; by this rule it is 77.")).toBeVisible();
  await expect(page.getByText("77 of 250 words").first()).toBeVisible();
});

test("an edit makes version 2, and the page says what changed", async () => {
  const { page } = author;
  await page.getByRole("link", { name: "Edit this text" }).click();
  const field = page.getByRole("textbox", { name: "Text", exact: true });
  const lines = (await field.inputValue()).replace("4,000", "5,000").replace("knew every shelf", "knew each reader");
  const moved = "Conference believes that a library is the last warm room that asks nobody for money.";
  const [head, tail] = [lines.replace(`${moved}\n\n`, ""), moved];
  await field.fill(`${head.trimEnd()}\n\n${tail}\n`);
  await page.getByLabel("What did you change, and why?").fill("More librarians; the belief comes last");
  await page.getByRole("button", { name: "Save as version 2" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What changed from version 1 to version 2");
  await expect(page.getByText("Version 2 is saved.")).toBeVisible();
  await expect(page.locator(".lede")).toHaveText(
    "As many words as before: 1 change of wording, 1 change of figures and 1 move.",
  );
  const redline = page.getByLabel("The text with its changes");
  await expect(redline.locator("del", { hasText: "4,000" })).toBeVisible();
  await expect(redline.locator("ins", { hasText: "5,000" })).toBeVisible();
  await expect(redline.locator("[data-change=moved-to]")).toContainText("last warm room");
  await expect(page.locator("ol.changes > li")).toHaveCount(3);

  await page.getByRole("link", { name: "Side by side" }).click();
  await expect(page.getByLabel("Side by side").locator(".pair[data-kind=changed]").first()).toBeVisible();
  await expect(page.locator("ol.changes > li")).toHaveCount(3);
});

test("the history tells both versions", async () => {
  const { page } = author;
  await page.getByRole("link", { name: "History", exact: true }).click();
  const versions = page.locator("ol.timeline > li");
  await expect(versions).toHaveCount(2);
  await expect(versions.first()).toContainText("Casey Chair");
  await expect(versions.first()).toContainText("More librarians; the belief comes last");
  await expect(versions.first()).toContainText("77 words");
  await expect(versions.first().getByRole("link", { name: "1 wording change, 1 figure, 1 move" })).toBeVisible();
  await page.getByRole("button", { name: "Compare the two" }).click();
  await expect(page).toHaveURL(`${at}/compare/1..2`);
});

test("a draft is read by its author and the committee alone", async () => {
  for (const page of [member.page, supporter.page, visitor]) {
    const response = await page.goto(at);
    expect(response?.status()).toBe(404);
  }
  expect((await second.page.goto(at))?.status()).toBe(200);
});

test("the committee opens a round, which needs a date and an hour", async () => {
  const { page } = second;
  await page.goto(at);
  await page.getByRole("link", { name: "Ask members for their views" }).click();
  await page.getByLabel("What do you ask?").fill(QUESTION);
  await page.getByLabel("Date", { exact: true }).fill(dayAhead());
  await page.getByRole("button", { name: "Open the round" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Give the hour as well, like 18:00 or 6pm.");
  await expect(page.getByLabel("What do you ask?")).toHaveValue(QUESTION);
  await page.getByLabel("Time", { exact: true }).fill("18:00");
  await page.getByRole("button", { name: "Open the round" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(QUESTION);
  await expect(page.locator(".head").getByText("Round open")).toBeVisible();
  await expect(page.getByText(/^Closes .* 6pm: 3 weeks left|^Closes .* 6pm: 2\d days left/).first()).toBeVisible();
});

test("a member comments on a line, and another answers", async () => {
  await member.page.goto("/");
  await expect(member.page.getByRole("region", { name: "Your view is asked" }).getByRole("link", { name: title })).toBeVisible();
  // Opening the text is what the round page later counts as having looked.
  await member.page.goto(at);
  const numbered = await lineWith(member.page, "5,000");
  await comment(member.page, slug, "Where do these five thousand come from?", numbered);
  await expect(member.page.locator(".thread-on mark")).toContainText("5,000");

  const { page } = supporter;
  await page.goto(`${at}/comments`);
  await page.getByText("Answer", { exact: true }).click();
  await page.getByLabel("Your answer").fill("From the courses that were closed.");
  await page.getByRole("button", { name: "Post the answer" }).click();
  const answer = page.locator("ol.replies").getByRole("article");
  await expect(answer).toContainText("From the courses that were closed.");
  await expect(answer).toContainText("Sasha Stone");
});

test("views are given, and changed", async () => {
  await giveView(member.page, slug, "Oppose", "Too few evenings.");
  await giveView(member.page, slug, "Support", "The evenings are enough after all.");
  await expect(member.page.getByRole("region", { name: "What you said before" })).toContainText("Too few evenings.");
  await giveView(supporter.page, slug, "Support with reservations", "");
  // Members see the reason and not whose it is; the committee sees both.
  const reasons = supporter.page.getByRole("region", { name: "How views stand" });
  await expect(reasons).toContainText("The evenings are enough after all.");
  await expect(reasons).not.toContainText("Morgan Marsh");
  await third.page.goto(`${at}/round`);
  await expect(third.page.getByRole("region", { name: "How views stand" })).toContainText("Morgan Marsh");
  await expect(third.page.getByRole("table", { name: /^2 views on version 2/ })).toBeVisible();
});

test("a new version while the round is open: the round moves, the view is confirmed, the comment follows", async () => {
  const { page } = author;
  await page.goto(`${at}/edit`);
  const field = page.getByRole("textbox", { name: "Text", exact: true });
  await field.fill((await field.inputValue()).replace("Conference notes that", "Conference regrets that"));
  await page.getByLabel("What did you change, and why?").fill("Say what we feel");
  await page.getByRole("button", { name: "Save as version 3" }).click();
  await expect(page.locator(".lede")).toHaveText("As many words as before: 1 change of wording.");

  await second.page.goto(`${at}/round`);
  await expect(second.page.getByText("this round asks about version 2")).toBeVisible();
  await second.page.getByRole("button", { name: "Ask about version 3 instead" }).click();
  await expect(second.page.getByText("On version 3", { exact: true })).toBeVisible();

  await member.page.goto(`${at}/round`);
  const mine = member.page.getByRole("region", { name: "Your view" });
  await expect(mine).toContainText("You said support to version 2; 1 wording change since.");
  await expect(member.page.getByRole("region", { name: "What changed since you last looked" })).toContainText("regrets");
  await mine.getByRole("button", { name: "Still support, now version 3" }).click();
  await expect(mine).toContainText("You said support to version 3");

  await member.page.goto(`${at}/comments`);
  const thread = member.page.getByRole("region", { name: "On words of the text, in its order" });
  await expect(thread).toContainText("Where do these five thousand come from?");
  await expect(thread.locator(".thread-on mark")).toContainText("5,000");
  await expect(thread.getByRole("link", { name: `Line ${await lineWith(member.page, "5,000")}` })).toBeVisible();
});

test("the round is closed early, with a reason that everybody sees", async () => {
  await closeRound(second.page, slug, "Everybody has answered.");
  await member.page.goto(`${at}/round`);
  await expect(member.page.getByText("Its close was moved: Everybody has answered.")).toBeVisible();
  await expect(member.page.getByText("views can no longer be given or changed")).toBeVisible();
});

test("three votes of the committee approve exactly this version", async () => {
  await member.page.goto(`${at}/decision`);
  await expect(member.page.getByText("The committee decides.")).toBeVisible();
  await vote(second.page, slug, "For");
  await expect(second.page.getByText("1 of 3")).toBeVisible();
  await expect(second.page.getByText("You have voted on version 3.")).toBeVisible();
  await vote(third.page, slug, "Against", "It should say who pays.");
  await vote(author.page, slug, "For");

  const { page } = author;
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Version 3 is approved");
  const record = page.getByRole("region", { name: "The record" });
  for (const fact of ["Approved, on version 3", "3 votes", "77 of 250"]) {
    await expect(record).toContainText(fact);
  }
});

test("the approved version is published", async () => {
  const { page } = third;
  await page.goto(`${at}/decision`);
  await expect(page.getByRole("region", { name: "Next: publish it" })).toContainText("The Example Group, 1 Example Street");
  await page.getByRole("button", { name: "Publish version 3" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  published = new URL(page.url()).pathname;
  expect(published).toMatch(/^\/published\//);
});

test("a visitor finds it, reads it, and takes it away", async () => {
  await visitor.goto("/");
  await visitor.getByRole("link", { name: title }).first().click();
  await expect(visitor).toHaveURL(published);
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText(title);
  const main = visitor.getByRole("main");
  for (const said of ["Published by The Example Group", "77 of 250 words", "2 for, 1 against, 0 abstained", "fewer than 5"]) {
    await expect(main).toContainText(said);
  }
  for (const unsaid of ["Morgan Marsh", "Casey Chair", "It should say who pays", "evenings are enough", "five thousand come"]) {
    await expect(main).not.toContainText(unsaid);
  }
  const fingerprint = ((await visitor.locator(".hash").first().textContent()) ?? "").replaceAll(" ", "");
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);

  // The page says: all before the line of two hyphens and a space is what the fingerprint was made from.
  const plain = await take(visitor, "Plain text (.txt)");
  expect(plain.name).toBe(`${published.split("/")[2]}-version-3.txt`);
  const whole = plain.text.slice(0, plain.text.indexOf("\n-- \n") + 1);
  expect(createHash("sha256").update(whole).digest("hex")).toBe(fingerprint);
  expect(whole.startsWith(`${title}\n\n`)).toBe(true);
  expect(whole).toContain("- A library within two miles of every home\n");
  expect(plain.text).toContain("The Example Group, 1 Example Street");

  await visitor.getByText("More forms").click();
  const numbered = await take(visitor, "Plain text with line numbers (.txt)");
  const last = await visitor.locator(".text .ln").last().getAttribute("data-n");
  expect(numbered.text).toMatch(/^ *1 {2}Conference regrets that/m);
  expect(numbered.text).toMatch(new RegExp(`^ *${last} {2}\\S`, "m"));

  const markdown = await take(visitor, "Markdown (.md)");
  expect(markdown.text.startsWith(`# ${title}\n`)).toBe(true);
  expect(markdown.text).toContain("\n- A library within two miles of every home\n");
  expect(markdown.text).toContain(fingerprint);
});

test("what is not published answers a visitor as if it were nowhere", async () => {
  const rest = ["", "/edit", "/history", "/versions/1", "/versions/3", "/compare/1..2", "/comments", "/round", "/round/new", "/decision"];
  const addresses = (name: string) => [
    ...rest.map((page) => `/motions/${name}${page}`),
    ...["", ".txt", ".numbered.txt", ".md"].map((form) => `/published/${name}-not${form}`),
  ];
  const nowhere = addresses("a-text-that-never-was");
  for (const [index, address] of addresses(slug).entries()) {
    const [draft, never] = [await answer(visitor, address), await answer(visitor, nowhere[index] ?? "")];
    expect(draft, address).toEqual(never);
    expect(draft.body.includes(title), address).toBe(false);
  }
  expect((await answer(visitor, at)).status).toBe(404);
});

test("a newer version replaces it, and a withdrawn one says so; both stay readable", async () => {
  const { page } = author;
  await save(page, slug, "One more day", (text) => text.replace("Six days a week", "Seven days a week"));
  await vote(second.page, slug, "For");
  await vote(third.page, slug, "Abstain");
  await vote(page, slug, "For");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Version 4 is approved");
  await page.getByRole("button", { name: "Publish version 4" }).click();
  const newer = new URL(page.url()).pathname;
  expect(newer).not.toBe(published);

  await visitor.goto(published);
  // A browser may show a public page for a minute before it asks again; a reader who reloads asks at once.
  await visitor.reload();
  await expect(visitor.getByRole("heading", { name: "Replaced by a newer version" })).toBeVisible();
  await expect(visitor.getByRole("article")).toContainText("Six days a week");
  await visitor.getByRole("link", { name: "Read version 4, which is current" }).click();
  await expect(visitor).toHaveURL(newer);

  await page.goto(newer);
  await page.getByText("Withdraw this text").click();
  await page.getByLabel("Reason", { exact: true }).fill("The meeting was called off.");
  await page.getByRole("button", { name: "Withdraw it" }).click();
  await expect(page.getByRole("heading", { name: /^Withdrawn on / })).toBeVisible();
  await visitor.reload();
  await expect(visitor.getByRole("heading", { name: /^Withdrawn on / })).toBeVisible();
  await expect(visitor.getByText("The meeting was called off.")).toBeVisible();
  await expect(visitor.getByRole("article")).toContainText("Seven days a week");
});

/** The number of the line that holds some words, as the list of lines to comment on names it. */
async function lineWith(page: Page, words: string): Promise<number> {
  await page.goto(`${at}/comments`);
  const label = page.getByLabel("About", { exact: true }).locator("option", { hasText: words });
  return Number(await label.getAttribute("value"));
}

/** A file from the page, by its link. */
async function take(page: Page, link: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: link, exact: true }).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

/** What an address answers, without what differs from answer to answer. */
async function answer(page: Page, address: string): Promise<{ status: number; where: string; body: string }> {
  const response = await page.request.get(address, { maxRedirects: 0 });
  const plain = (text: string) => text.replaceAll(slug, "a-text-that-never-was").replaceAll(/nonce="[^"]*"/g, "");
  const body = plain(await response.text());
  return { status: response.status(), where: plain(response.headers()["location"] ?? ""), body };
}

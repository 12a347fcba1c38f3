import { readFileSync } from "node:fs";

import { expect, test, type Page } from "@playwright/test";

import { enter, unique, type Person } from "../support/group.ts";
import { approveAndPublish, closeRound, openRound, start } from "../support/texts.ts";

const TREES = `Conference notes that a street without trees is ten degrees hotter.

Conference believes that shade is a public good.

Conference calls on the council to:

- plant a tree for every child that is born;

- water them in the summer;

- publish each spring how many of them live.
`;

const OURS = TREES.replace("every child that is born", "every child that starts school")
  .replace("\n- water them in the summer;\n", "")
  .replaceAll("- ", "•  ");

test.describe.configure({ mode: "serial" });

let chair: Person;
let second: Person;
let third: Person;
let member: Person;
let other: Person;
let visitor: Page;
let title = "";
let slug = "";
let published = "";
let north = "";
let south = "";

test.beforeAll(async ({ browser }) => {
  chair = await enter(browser, "Alder Ash", "chair");
  second = await enter(browser, "Beech Bay", "committee");
  third = await enter(browser, "Birch Brook", "committee");
  member = await enter(browser, "Cedar Clay", "member");
  other = await enter(browser, "Dale Dogwood", "member");
  visitor = await (await browser.newContext()).newPage();
  const word = unique();
  title = `Trees in every street ${word}`;
  north = `Northtown ${word} CLP`;
  south = `Southtown ${word} CLP`;
});

test.afterAll(async () => {
  for (const page of [chair, second, third, member, other].map((person) => person.page).concat(visitor)) {
    await page.context().close();
  }
});

test("a text is published, and asks what became of it", async () => {
  slug = await start(chair.page, title, TREES);
  await openRound(chair.page, slug, "Shall we publish this?");
  await closeRound(chair.page, slug, "Everybody has said what they think.");
  published = await approveAndPublish([second.page, third.page, chair.page], slug);
  await visitor.goto(published);
  await visitor.getByRole("link", { name: "Which parties have passed it, and in which words" }).click();
  await expect(visitor.getByText("Fewer than 5 parties have told us so far.")).toBeVisible();
  await expect(visitor.getByRole("heading", { name: "Has your party dealt with it?" })).toBeVisible();
});

test("a member reports words of their own: tidied, compared, and nothing typed is lost", async () => {
  const { page } = member;
  await page.goto(published);
  await page.getByRole("link", { name: "Tell us what your party did with it" }).click();
  await page.getByLabel("Constituency party (CLP)").fill(north);
  await page.getByLabel("Region (optional)").fill("North");
  await page.getByRole("radio", { name: "Passed in its own words" }).check();
  await open(page, "If it passed it in its own words");
  await page.getByLabel("The words that were passed").fill(OURS);
  await page.getByRole("button", { name: "Show what is tidied" }).click();
  const tidied = page.locator(".notice").filter({ has: page.getByRole("heading", { name: "What was tidied" }) });
  await expect(tidied).toContainText("“•”");
  await expect(page.getByLabel("The words that were passed")).toHaveValue(/^- plant a tree/m);
  await page.getByLabel("Day of the meeting (optional)").fill("1 June");
  await page.getByRole("button", { name: "Save the report" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveText([
    "Say for which conference, with its year.",
    "Give the day, the month and the year, like 12 October 2026.",
  ]);
  await expect(page.getByLabel("Constituency party (CLP)")).toHaveValue(north);
  await page.getByLabel("For which conference?").fill("Annual conference 2027");
  await page.getByLabel("Day of the meeting (optional)").fill("1 June 2027");
  await page.getByRole("button", { name: "Save the report" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText(north);
  await expect(page.getByText("4 of 6 clauses stand word for word")).toBeVisible();
  const clauses = page.getByRole("table", { name: "What became of each clause of the model" });
  await expect(clauses.getByRole("row", { name: /water them/ })).toContainText("Left out");
  await expect(clauses.getByRole("row", { name: /plant a tree/ })).toContainText("Changed");
  await expect(page.locator("ins", { hasText: "starts school" })).toBeVisible();
  await expect(page.getByRole("region", { name: "What has happened" })).toContainText("Meeting on 1 June 2027");
});

test("until the party agrees, it is between the committee and its reporter", async () => {
  expect((await other.page.goto(`/motions/${slug}/adoptions/1`))?.status()).toBe(404);
  await other.page.goto(`/motions/${slug}/adoptions`);
  await expect(other.page.getByText("1 party more: only the committee knows which.")).toBeVisible();
  expect(await other.page.content()).not.toContain(north);
  await visitor.goto(`${published}/adoptions`);
  expect(await visitor.content()).not.toContain(north);

  const { page } = member;
  await page.goto(`/motions/${slug}/adoptions/1`);
  await open(page, "Change this");
  await page.getByRole("radio", { name: "Everybody" }).check();
  await page.getByRole("region", { name: "Who may know" }).getByRole("button", { name: "Save" }).click();
  await visitor.goto(`${published}/adoptions`);
  await expect(visitor.getByRole("heading", { name: north })).toBeVisible();
  await expect(visitor.getByRole("region", { name: "The family of this text" }).first()).toContainText(north);
});

test("it goes on: sent, ruled out with a reason, put right, in order", async () => {
  const { page } = member;
  await page.goto(`/motions/${slug}/adoptions`);
  const own = page.getByRole("region", { name: "What you reported" });
  await expect(own).toContainText(north);
  await own.getByRole("link", { name: "say what happened next" }).click();
  await expect(page).toHaveURL(`/motions/${slug}/adoptions/1#a-next`);
  // Only one thing can follow, and is chosen already.
  await expect(page.getByRole("radio", { name: "Sent to the conference", exact: true })).toBeChecked();
  await next(page, "Sent to the conference");
  await next(page, "Ruled out");
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Say why, in a line.");
  await page.getByLabel("More about it").fill("They say that it is two subjects.");
  await page.getByRole("region", { name: "What happened next?" }).getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".head").getByText("Ruled out")).toBeVisible();
  await open(page, "A report was wrong");
  await page.getByLabel("What is right?").selectOption({ label: "It still stands at: Sent to the conference" });
  await page.getByLabel("What was wrong?").fill("That was another motion.");
  await page.getByRole("button", { name: "Put it right" }).click();
  await expect(page.locator(".head").getByText("Sent to the conference")).toBeVisible();
  await next(page, "In order");
  const history = page.getByRole("region", { name: "What has happened" });
  await expect(history.getByRole("listitem")).toHaveCount(5);
  await expect(history).toContainText("They say that it is two subjects.");
});

test("a second person confirms, and the committee takes all away as a table", async () => {
  const { page } = chair;
  await page.goto(`/motions/${slug}/adoptions`);
  await page.getByRole("link", { name: "Report what a party did" }).click();
  await page.getByLabel("Constituency party (CLP)").fill(`=${south}`);
  await page.getByLabel("For which conference?").fill("Annual conference 2027");
  await page.getByRole("radio", { name: "Passed word for word" }).check();
  await page.getByRole("button", { name: "Save the report" }).click();
  await expect(page.getByText("You recorded the last step, so somebody else confirms it.")).toBeVisible();
  await page.goto(`/motions/${slug}/adoptions/1`);
  await page.getByRole("button", { name: "Confirm for the committee" }).click();
  await expect(page.locator(".head").getByText("Confirmed by the committee")).toBeVisible();

  await page.goto(`/motions/${slug}/adoptions`);
  await expect(page.getByText("1 passed it word for word, 1 in their own words.")).toBeVisible();
  const clauses = page.getByRole("region", { name: "Clause by clause" });
  await expect(clauses.getByRole("row", { name: /shade is a public good/ })).toContainText("2 of 2");
  await expect(clauses.getByRole("row", { name: /water them/ })).toContainText("1 of 2");
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "All reports as a table (.csv)" }).click();
  const table = readFileSync(await (await waiting).path(), "utf8");
  expect(table).toContain(`"${north}","North"`);
  expect(table).toContain(`"'=${south}"`);
  await page.getByRole("link", { name: "In order (1)" }).click();
  await expect(page.locator(".entries").getByRole("link")).toHaveText([north]);
  expect((await member.page.request.get(`/motions/${slug}/adoptions.csv`)).status()).toBe(403);
});

/** Opens something that is folded, if it is not. */
async function open(page: Page, summary: string): Promise<void> {
  const details = page.locator("details").filter({ has: page.getByText(summary, { exact: true }) });
  if ((await details.getAttribute("open")) === null) {
    await details.locator("summary").first().click();
  }
}

/** Reports what happened next. */
async function next(page: Page, what: string): Promise<void> {
  await page.getByRole("radio", { name: what, exact: true }).check();
  await page.getByRole("region", { name: "What happened next?" }).getByRole("button", { name: "Save" }).click();
}

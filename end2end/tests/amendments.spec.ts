import { expect, test, type Locator, type Page } from "@playwright/test";

import { enter, mailTo, unique, type Person } from "../support/group.ts";
import { closeRound, openRound, save, start } from "../support/texts.ts";

const TEXT = `Conference notes that ferries are late.

Conference believes that islands need them.

Conference resolves:

- to build four ferries
- to keep the fares low
`;

test.describe.configure({ mode: "serial" });

let chair: Person;
let author: Person;
let first: Person;
let second: Person;
let supporter: Person;
let visitor: Page;
let title = "";
let slug = "";
let at = "";

test.beforeAll(async ({ browser }) => {
  chair = await enter(browser, "Drew Dale", "chair");
  author = await enter(browser, "Emery East", "committee");
  first = await enter(browser, "Frankie Ford", "member");
  second = await enter(browser, "Gale Green", "member");
  supporter = await enter(browser, "Hollis Hart", "supporter");
  visitor = await (await browser.newContext()).newPage();
  title = `Ferries that sail ${unique()}`;
  slug = await start(author.page, title, TEXT);
  at = `/motions/${slug}/amendments`;
  await openRound(author.page, slug, "Would you change anything?");
});

test.afterAll(async () => {
  for (const page of [chair, author, first, second, supporter].map((person) => person.page).concat(visitor)) {
    await page.context().close();
  }
});

function main(page: Page): Locator {
  return page.getByRole("main");
}

/** Opens the form for a new amendment in one of the ways. */
async function write(page: Page, way: string): Promise<void> {
  await page.goto(`${at}/new`);
  await page.getByRole("link", { name: way, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Propose an amendment/);
}

/** Changes the words in a field. */
async function change(field: Locator, from: string, to: string): Promise<void> {
  const before = await field.inputValue();
  expect(before).toContain(from);
  await field.fill(before.replace(from, to));
}

/** Records what becomes of an amendment. */
async function record(page: Page, number: number, what: string, reason = ""): Promise<void> {
  await page.goto(`${at}/${number}`);
  await page.getByRole("radio", { name: what, exact: true }).check();
  await page.getByLabel("Reason", { exact: true }).fill(reason);
  await page.getByRole("button", { name: "Record it" }).click();
}

async function expectState(page: Page, state: string): Promise<void> {
  await expect(page.locator(".head .badge")).toHaveText(state);
}

test("a member changes a copy, sees what that does, and hands it in", async () => {
  const { page } = first;
  await page.goto(`/motions/${slug}`);
  await page.getByRole("link", { name: "Propose an amendment" }).click();
  await page.getByRole("link", { name: "Change a copy of the text" }).click();
  await change(page.getByLabel("The text as you want it"), "four", "six");
  await page.getByLabel("Why?", { exact: true }).fill("Two are always in dock.");
  await page.getByLabel("Seconder", { exact: true }).fill("Northisland branch");
  await page.getByRole("button", { name: "Count and preview" }).click();
  const preview = page.getByRole("region", { name: "What your amendment would do" });
  await expect(preview).toContainText("It adds 1 word and takes out 1.");
  await expect(preview).toContainText("delete 'four', insert 'six'");
  await expect(preview.locator("ins", { hasText: "six" })).toBeVisible();
  await expect(page.getByLabel("Why?", { exact: true })).toHaveValue("Two are always in dock.");
  await page.getByRole("button", { name: "Save and hand in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Amendment 1");
  await expect(page.getByRole("status")).toContainText("It is handed in.");
  await expectState(page, "Handed in");
  await expect(main(page)).toContainText("Seconded by Northisland branch");
  await expect(main(page)).toContainText("Two are always in dock.");
});

test("another changes one clause", async () => {
  const { page } = second;
  await write(page, "Change one clause");
  const clause = page.getByLabel("Which clause do you want to change?");
  await clause.selectOption({ label: "Line 2: Conference believes that islands need them." });
  await page.getByRole("button", { name: "Change this clause" }).click();
  await change(page.getByLabel("Line 2 as you want it"), "need them", "live by them");
  await page.getByRole("button", { name: "Save and hand in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Amendment 2");
  await expect(main(page)).toContainText("insert 'live by'");
});

test("formal wording that does not fit is refused with what helps, and kept", async () => {
  const { page } = second;
  await write(page, "Type the formal wording");
  const field = page.getByLabel("Formal wording", { exact: true });
  const wrong = "Line 3: delete ‘four’, insert ‘six’";
  await field.fill(wrong);
  await page.getByLabel("Why?", { exact: true }).fill("As others say.");
  await page.getByRole("button", { name: "Save and hand in" }).click();
  await expect(page.getByRole("alert")).toContainText("‘four’ is not on line 3; they are on line 4.");
  await expect(field).toHaveValue(wrong);
  await expect(page.getByLabel("Why?", { exact: true })).toHaveValue("As others say.");
  await field.fill(wrong.replace("3", "4"));
  await page.getByRole("button", { name: "Save and hand in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Amendment 3");
});

test("what is written goes along from one way to another", async () => {
  const { page } = second;
  await write(page, "Type the formal wording");
  await page.getByLabel("Formal wording", { exact: true }).fill("Line 4: delete ‘four’, insert ‘ten’");
  await page.getByRole("button", { name: "In a copy of the text" }).click();
  await expect(page.getByLabel("The text as you want it")).toHaveValue(/- to build ten ferries/);
  await page.getByRole("button", { name: "As formal wording" }).click();
  await expect(page.getByLabel("Formal wording", { exact: true })).toHaveValue(/delete 'four', insert 'ten'/);
  await page.getByRole("button", { name: "Save and hand in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Amendment 4");
});

test("over the limit it is refused, and nothing is lost", async () => {
  const { page } = first;
  await write(page, "Change a copy of the text");
  const field = page.getByLabel("The text as you want it");
  await field.fill(`${await field.inputValue()}\n\n${"more ".repeat(240)}`);
  await page.getByRole("button", { name: "Save and hand in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Amendment 5");
  await expect(page.getByRole("alert")).toContainText("over the limit of 250");
  await expectState(page, "Draft");
  await page.getByRole("link", { name: "Change it" }).click();
  await expect(page.getByLabel("The text as you want it")).toHaveValue(/more more more/);
});

test("the committee looks whether they are in order, and gives one back with a reason", async () => {
  const { page } = chair;
  await page.goto("/");
  const handed = page.getByRole("region", { name: "Amendments handed in, for the committee" });
  await expect(handed.getByRole("link", { name: `Amendment 1 to “${title}”` })).toBeVisible();
  for (const number of [1, 3, 4]) {
    await record(page, number, "In order: put it before the members");
    await expectState(page, "Before the members");
  }
  await record(page, 2, "Give it back");
  await expect(page.getByRole("alert")).toContainText("Give a reason in a line");
  await expect(page.getByRole("radio", { name: "Give it back" })).toBeChecked();
  await page.getByLabel("Reason", { exact: true }).fill("Islands, or islanders?");
  await page.getByRole("button", { name: "Record it" }).click();
  await expectState(page, "Given back");

  await mailTo(second.email, /amendment/i);
  await second.page.goto("/");
  const mine = second.page.getByRole("region", { name: "Your amendments that need a word from you" });
  await mine.getByRole("link", { name: `Amendment 2 to “${title}”` }).click();
  await expect(main(second.page)).toContainText("Islands, or islanders?");
  await second.page.getByRole("link", { name: "Change it" }).click();
  await change(second.page.getByLabel("The text as you want it"), "islands", "islanders");
  await second.page.getByRole("button", { name: "Save and hand in" }).click();
  await expectState(second.page, "Handed in");
  await record(page, 2, "In order: put it before the members");
  await expectState(page, "Before the members");
});

test("the list says which are the same, which clash, and what they cost", async () => {
  const { page } = supporter;
  await page.goto(`/motions/${slug}`);
  await page.getByRole("link", { name: "Amendments (4)" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Amendments");
  const open = page.getByRole("region", { name: "Before the members, in order of the lines" });
  const items = open.locator("ol.entries > li");
  // By line: the second changes line 2; the third asks for the same as the first and stands with it.
  await expect(items).toHaveCount(3);
  await expect(items.nth(0)).toContainText("Amendment 2");
  await expect(items.nth(1)).toContainText("The same: Amendment 3, moved by Gale Green");
  await expect(items.nth(1)).toContainText("Clashes with amendment 4");
  await expect(items.nth(2)).toContainText("Clashes with amendments 1 and 3");
  await expect(items.nth(1)).toContainText("+1 −1");
  await expect(main(page)).not.toContainText("Amendment 5");
});

test("an amendment is amended, and takes that on", async () => {
  const { page } = first;
  await page.goto(`${at}/4`);
  await page.getByRole("link", { name: "Propose an amendment to this amendment" }).click();
  await page.getByRole("link", { name: "Change a copy of the text" }).click();
  await change(page.getByLabel("The text as you want it"), "ten ferries", "ten small ferries");
  await page.getByRole("button", { name: "Save and hand in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Amendment 6, to amendment 4");
  await expect(main(page)).toContainText("In amendment 4 it changes");
  await expect(main(page)).toContainText("In the text itself, together with amendment 4");
  await record(chair.page, 6, "In order: put it before the members");
  await chair.page.goto(at);
  await expect(chair.page.locator("ol.replies > li")).toContainText("Amendment 6, to amendment 4");
  // Whoever proposed the amendment that is amended may agree.
  await record(second.page, 6, "Take it on without a vote");
  await expectState(second.page, "In the text");
  await second.page.goto(`${at}/4`);
  await expect(main(second.page)).toContainText("'ten small'");
  await expect(main(second.page)).toContainText("changed by an amendment to it");
});

test("who may not see or do something is told no more than that", async () => {
  expect((await visitor.goto(at))?.status()).toBe(404);
  expect((await visitor.goto(`${at}/1`))?.status()).toBe(404);
  expect((await supporter.page.goto(`${at}/new`))?.status()).toBe(403);
  expect((await chair.page.goto(`${at}/5`))?.status()).toBe(404);
  expect((await second.page.goto(`${at}/1/edit`))?.status()).toBe(403);
  const response = await supporter.page.goto(`${at}/1`);
  expect(response?.status()).toBe(200);
  await expect(supporter.page.getByRole("region", { name: "What you can do" })).toHaveCount(0);
});

test("the text moves on, and the proposer stands by what follows", async () => {
  await save(author.page, slug, "Say how late", (text) => text.replace("are late", "are an hour late"));
  const { page } = first;
  await page.goto("/");
  const mine = page.getByRole("region", { name: "Your amendments that need a word from you" });
  await mine.getByRole("link", { name: `Amendment 1 to “${title}”` }).click();
  const moved = page.getByRole("region", { name: "The text has moved on" });
  await expect(moved).toContainText("Nothing in its way has changed: it fits version 2 as it is.");
  await moved.getByRole("button", { name: "I stand by it on version 2" }).click();
  await expect(page.getByRole("status")).toContainText("You stand by it on this version now.");
  await expect(moved).toHaveCount(0);
  const forms = page.getByRole("region", { name: "As it was written" });
  await expect(forms).toContainText("Form 1");
  await expect(forms).toContainText("Form 2, which counts now");
});

test("where the new version changes the same words, both are shown", async () => {
  await save(author.page, slug, "One more", (text) => text.replace("four", "five"));
  const { page } = first;
  await page.goto(`${at}/1`);
  const moved = page.getByRole("region", { name: "The text has moved on" });
  await expect(moved).toContainText("version 3 changes the same words");
  await expect(moved.locator("dd")).toHaveText(["four", "five", "six"]);
  await expect(moved.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "As it was written" })).toContainText("insert 'six'");
});

test("after the round has closed a draft is kept, and not taken", async () => {
  const { page } = first;
  await write(page, "Change a copy of the text");
  await change(page.getByLabel("The text as you want it"), "fares low", "fares very low");
  await page.getByRole("button", { name: "Save as draft" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Amendment 7");
  await closeRound(author.page, slug, "Everybody has answered.");
  await page.getByRole("button", { name: "Hand it in" }).click();
  await expect(page.getByRole("alert")).toContainText("Amendments are taken while a round is open");
  await expectState(page, "Draft");
  await expect(main(page)).toContainText("'very'");
  await page.getByText("Withdraw it", { exact: true }).first().click();
  await page.getByRole("button", { name: "Withdraw it" }).click();
  await expectState(page, "Withdrawn");
});

import { expect, test, type Page } from "@playwright/test";

import { take } from "../support/composites.ts";
import { enter, unique, type Person } from "../support/group.ts";
import { openRound, start } from "../support/texts.ts";

const FERRIES = `Conference notes that the last ferry leaves at six.

Conference calls on the council to:

- run every ferry until ten at night, which it must pay for;
- publish what it spends.
`;

const ISLANDS = `Ferries for the islands

Conference notes that the last ferry leaves at six.

Conference calls on the council to:

  1. run most ferries until ten at night;
  2. mend the piers;
  •  paint the piers;
  1. light the piers.
`;

const FARES = `Conference calls on the council to:

- carry children under 14 for nothing.
`;

test.describe.configure({ mode: "serial" });

let chair: Person;
let second: Person;
let member: Person;
let title = "";
let own = "";
let slug = "";

test.beforeAll(async ({ browser }) => {
  chair = await enter(browser, "Quinn Quay", "chair");
  second = await enter(browser, "Perry Pier", "committee");
  member = await enter(browser, "Shore Sands", "member");
  const word = unique();
  title = `Ferries at night ${word}`;
  own = `Late ferries ${word}`;
});

test.afterAll(async () => {
  for (const { page } of [chair, second, member]) {
    await page.context().close();
  }
});

test("three motions are grouped: one from here, two pasted and tidied", async () => {
  const { page } = chair;
  const text = await start(page, own, FERRIES);
  await openRound(page, text, "Shall this go into a composite?");
  await page.goto("/texts");
  await page.getByRole("link", { name: "Composites being built" }).click();
  await page.getByRole("link", { name: "Group motions into a composite" }).click();
  await page.getByLabel("Title of the composite").fill(title);
  await page.getByRole("checkbox", { name: own }).check();
  await page.locator(`#name-${text}`).fill("Motion 10");
  await page.locator(`#body-${text}`).fill("The Example Group");
  await page.locator("#name-1").fill("Motion 11");
  await page.locator("#body-1").fill("Island branch");
  await page.locator("#text-1").fill(ISLANDS);
  await page.getByRole("button", { name: "Show what is tidied" }).click();
  const tidied = page.locator("#tidied");
  await expect(tidied).toContainText("Motion 11: Line 9");
  await expect(tidied).toContainText("is now numbered “3.”");
  await expect(page.locator("#text-1")).toHaveValue(/3\. paint the piers;\n\n4\. light the piers\./);
  await expect(page.getByRole("checkbox", { name: own })).toBeChecked();

  // One field is still empty: nothing typed is lost.
  await page.locator("#name-2").fill("Motion 12");
  await page.locator("#text-2").fill(FARES);
  await limit(page, "35");
  await page.getByRole("button", { name: "Group them" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Say which body sends it.");
  await expect(page.locator("#text-2")).toHaveValue(FARES);
  await page.locator("#body-2").fill("Youth section");
  await page.getByRole("button", { name: "Group them" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(page.locator(".kicker")).toHaveText("Composite of Motion 10, Motion 11 and Motion 12");
  await expect(page.locator(".head").getByText("Grouped")).toBeVisible();
  slug = new URL(page.url()).pathname.split("/")[2] ?? "";
});

test("a member draws a red line beforehand, and builds nothing", async () => {
  const { page } = member;
  await page.goto("/composites");
  await page.getByRole("link", { name: title }).click();
  await page.getByRole("link", { name: "Motion 10", exact: true }).click();
  await page.getByText("Draw a red line on clause 3").click();
  await page.locator("#c3").getByRole("button", { name: "Draw the red line" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Give a reason in a line; it will be shown.");
  await page.locator("#c3").getByLabel("Why must it stay as it is?").fill("Every ferry, not most.");
  await page.locator("#c3").getByRole("button", { name: "Draw the red line" }).click();
  await expect(page.locator("#c3")).toContainText("Your red line: Every ferry, not most.");
  expect((await page.goto(`/composites/${slug}/build`))?.status()).toBe(403);
});

test("the committee builds it clause by clause, one after the other", async () => {
  const { page } = chair;
  await page.goto(`/composites/${slug}`);
  await page.getByRole("link", { name: "Build it on the workbench" }).click();
  await take(page, "Motion 10 clause 1");
  await expect(page.locator("#composite ~ .clauses > li")).toHaveCount(1);
  await expect(page.locator(".clauses > li").first()).toContainText("From Motion 10 clause 1 and Motion 11 clause 1, word for word");
  await take(page, "Motion 10 clause 2");
  const near = page.locator(".group.near").filter({ hasText: "nearly the same" });
  await expect(near.locator("del", { hasText: "every ferry" })).toBeVisible();
  await expect(near.locator("ins", { hasText: "most ferries" })).toBeVisible();
  await near.getByRole("button", { name: "Take them all as one clause, and edit it" }).click();
  await page.getByLabel("Words of clause 3").fill("- run most ferries until ten at night, which it should pay for;");
  await page.getByRole("button", { name: "Keep these words for clause 3" }).click();
  await expect(page.locator(".notice[data-kind=bad]")).toContainText("Motion 10 clause 3 is changed: Every ferry, not most.");
  await expect(page.locator("#s1-3")).toContainText("“must” became “should”.");

  // Somebody else goes on; what the first has on the screen is out of date then.
  await second.page.goto(`/composites/${slug}/build`);
  await take(second.page, "Motion 12 clause 2");
  await page.getByText("Write a new clause at the end").click();
  await page.locator("#new-0").fill("Conference thanks the crews.");
  await page.locator("details[open]").getByRole("button", { name: "Add it" }).last().click();
  await expect(page.getByRole("alert")).toContainText("Somebody else has built on meanwhile.");
  await expect(page.locator("#text")).toHaveValue("Conference thanks the crews.");
  await page.getByRole("button", { name: "Add it as a new clause" }).click();
  const clauses = page.locator(".clauses > li");
  await expect(clauses).toHaveCount(5);
  await expect(clauses.last()).toContainText("New");

  await take(page, "Motion 11 clause 4");
  await expect(clauses).toHaveCount(6);
  await page.getByRole("button", { name: "Undo the last step" }).click();
  await expect(clauses).toHaveCount(5);
  await page.getByRole("button", { name: "Move clause 5 up" }).click();
  await expect(clauses.nth(3)).toContainText("Conference thanks the crews.");
  await page.getByRole("button", { name: "Move clause 4 down" }).click();
  await expect(clauses.nth(4)).toContainText("Conference thanks the crews.");
});

test("over the limit it is saved, but not sent", async () => {
  const { page } = chair;
  await page.goto(`/composites/${slug}/build`);
  await expect(page.locator(".factline strong")).toHaveText("37 of 35 words: 2 over");
  await page.getByRole("button", { name: "Save as version 2" }).click();
  await expect(page.getByText("It is 2 words over the limit")).toBeVisible();
  await page.getByRole("button", { name: "Send version 2 to its sources" }).click();
  await expect(page.getByRole("alert")).toContainText("The text is 2 words over the limit of 35.");
  await page.goto(`/composites/${slug}/build`);
  await page.getByRole("button", { name: "Remove clause 5" }).click();
  await expect(page.locator(".factline strong")).toHaveText("33 of 35 words: 2 left");
  await page.getByLabel("What did you change, and why?").fill("Short enough");
  await page.getByRole("button", { name: "Save as version 3" }).click();
  await expect(page.locator(".head").getByText("Drafted")).toBeVisible();
});

test("each source sees what it lost", async () => {
  const { page } = member;
  await page.goto(`/composites/${slug}`);
  await expect(page.locator("#k3")).toContainText("From Motion 10 clause 3 and Motion 11 clause 3, changed");
  await expect(page.locator("#k4")).toContainText("From Motion 12 clause 2, word for word");
  await page.getByRole("link", { name: "What Motion 11 lost" }).click();
  await expect(page.locator(".lede")).toHaveText("Its 6 clauses in the composite: 2 kept, 1 changed, 3 dropped.");
  await page.goto(`/composites/${slug}/sheet/1`);
  await expect(page.getByRole("heading", { name: "One red line is crossed" })).toBeVisible();
  await expect(page.locator("#c3 del", { hasText: "must" })).toBeVisible();
  await expect(page.locator("#c4 .fate")).toHaveText("Dropped");
  expect((await page.goto(`/composites/${slug}/answer/1`))?.status()).toBe(403);
});

test("it is sent, answered by all, moved and seconded, and carried", async () => {
  const { page } = chair;
  await page.goto(`/composites/${slug}`);
  await page.getByRole("button", { name: "Send version 3 to its sources" }).click();
  await expect(page.locator(".head").getByText("Sent to its sources")).toBeVisible();
  for (const [motion, said] of [["Motion 10", "Agrees"], ["Motion 11", "Stands alone"], ["Motion 12", "Agrees"]] as const) {
    await page.getByRole("link", { name: `Record the answer of ${motion}` }).click();
    await page.getByRole("radio", { name: said }).check();
    await page.getByRole("button", { name: "Record the answer" }).click();
    await expect(page.getByRole("alert").getByRole("link")).toHaveText("Say who held the authority to answer.");
    await expect(page.getByRole("radio", { name: said })).toBeChecked();
    await page.getByLabel("Who held the authority to give it?").fill("The secretary");
    await page.getByRole("button", { name: "Record the answer" }).click();
    await expect(page.locator("#h-sources")).toBeVisible();
  }
  await expect(page.locator(".head").getByText("Final: all have answered")).toBeVisible();
  await page.getByLabel("Its letter or number").fill("Composite C");
  await page.getByLabel("Moved by").fill("Island branch");
  await page.getByLabel("Seconded by").fill("island branch");
  await page.getByRole("button", { name: "Record that it was moved" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Somebody else must second it.");
  await expect(page.getByLabel("Its letter or number")).toHaveValue("Composite C");
  await page.getByLabel("Seconded by").fill("Youth section");
  await page.getByRole("button", { name: "Record that it was moved" }).click();
  await expect(page.locator(".kicker")).toHaveText("Composite C, of Motion 10, Motion 11 and Motion 12");
  await page.getByRole("radio", { name: "Carried" }).check();
  await page.getByRole("button", { name: "Record it" }).click();
  await expect(page.locator(".head").getByText("Carried")).toBeVisible();
  await expect(page.getByRole("region", { name: "What has happened" })).toContainText("moved by Island branch, seconded by Youth section");
  await expect(page.getByRole("region", { name: "Appendix: the originals" })).toContainText("which it must pay for");
});

test("to a visitor it is not there", async ({ page }) => {
  for (const rest of ["", "/build", "/sheet/1", "/source/1", "/answer/1"]) {
    await page.goto(`/composites/${slug}${rest}`);
    expect(await page.content()).not.toContain(title);
  }
  expect((await page.goto(`/motions/${slug}`))?.status()).toBe(404);
});

/** A rule of our own with so many words. */
async function limit(page: Page, words: string): Promise<void> {
  await page.getByLabel("By the rule of").selectOption("own");
  const details = page.locator("details").filter({ hasText: "Limits of another rule" });
  if ((await details.getAttribute("open")) === null) {
    await details.locator("summary").click();
  }
  await page.getByLabel("Most words in the text").fill(words);
}

import { expect, test, type Locator, type Page } from "@playwright/test";

import { expectAccessible } from "../support/accessibility.ts";
import { enter, mailTo, unique, type Person } from "../support/group.ts";
import { openRound, save, start } from "../support/texts.ts";

const TEXT = `Conference notes that libraries close early.

Conference believes that they should not.

Conference resolves:

- to keep them open until eight
- to buy more books
`;

test.describe.configure({ mode: "serial" });

let chair: Person;
let author: Person;
let first: Person;
let second: Person;
let slug = "";
let merge = "";

test.beforeAll(async ({ browser }) => {
  chair = await enter(browser, "Indigo Ivory", "chair");
  author = await enter(browser, "Jules Jade", "committee");
  first = await enter(browser, "Kit Khaki", "member");
  second = await enter(browser, "Lee Lilac", "member");
  slug = await start(author.page, `Libraries that stay open ${unique()}`, TEXT);
  merge = `/motions/${slug}/merge`;
  await openRound(author.page, slug, "Would you change anything?");
  await amend(first.page, "Line 4: delete 'eight', insert 'nine'");
  await amend(second.page, "Line 4: delete 'eight', insert 'ten'");
  await amend(second.page, "Line 5: delete 'more', insert 'newer'\nLine 1: delete 'early', insert 'at four'");
  await amend(first.page, "Line 5: delete 'more', insert 'newer'");
});

test.afterAll(async () => {
  for (const { page } of [chair, author, first, second]) {
    await page.context().close();
  }
});

/** Proposes by formal wording, hands it in, and has the chair put it before the members. */
async function amend(page: Page, wording: string): Promise<void> {
  await page.goto(`/motions/${slug}/amendments/new?way=wording`);
  await page.getByLabel("Formal wording", { exact: true }).fill(wording);
  await page.getByRole("button", { name: "Save and hand in" }).click();
  await expect(page.locator(".head .badge")).toHaveText("Handed in");
  await chair.page.goto(new URL(page.url()).pathname);
  await chair.page.getByRole("radio", { name: "In order: put it before the members" }).check();
  await chair.page.getByRole("button", { name: "Record it" }).click();
  await expect(chair.page.locator(".head .badge")).toHaveText("Before the members");
}

function clashes(page: Page): Locator {
  return page.getByRole("region", { name: "Where amendments clash" });
}

function merged(page: Page): Locator {
  return page.getByRole("article", { name: "The merged text" });
}

test("a member does not merge", async () => {
  const answer = await first.page.goto(merge);
  expect(answer?.status()).toBe(403);
});

test("the committee lays amendments on the workbench", async () => {
  const { page } = chair;
  await page.goto(`/motions/${slug}/amendments`);
  await page.getByRole("link", { name: "Merge" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Merge amendments");
  await page.getByRole("button", { name: "Lay them on the workbench" }).click();
  await expect(page.locator(".factline")).toContainText("1 clash to settle");
  await expect(merged(page)).toContainText("until eight");
  await expect(merged(page)).toContainText("newer");
  // Two ask for the same: it is one change by both.
  const changes = page.getByRole("region", { name: "Every change" }).locator("ol.entries > li");
  await expect(changes.filter({ hasText: "newer" })).toHaveCount(1);
  await expect(changes.filter({ hasText: "newer" })).toContainText("Amendments 3 and 4");
  await expectAccessible(page);
});

test("nothing is saved while a clash is open", async () => {
  const { page } = chair;
  await page.getByLabel("What did you take in, and why?").fill("All that was agreed");
  await page.getByRole("button", { name: "Save as version 2" }).click();
  await expect(page.getByRole("alert")).toContainText("One clash is not settled");
  await expect(page.getByLabel("What did you take in, and why?")).toHaveValue("All that was agreed");
});

test("a clash is settled by a side, by hand, and opened again", async () => {
  const { page } = chair;
  await clashes(page).getByRole("button", { name: "Use the words of amendment 2" }).click();
  await expect(merged(page)).toContainText("amendment 2: ten");
  await expect(page.locator(".factline")).toContainText("Nothing is left to settle");
  await clashes(page).getByRole("button", { name: "Open this clash again" }).click();
  await expect(page.locator(".factline")).toContainText("1 clash to settle");
  await clashes(page).locator("summary").click();
  await clashes(page).getByLabel("Words in place of “eight”").fill("half past nine");
  await clashes(page).getByRole("button", { name: "Use these words" }).click();
  await expect(merged(page)).toContainText("by hand: half past nine");
});

test("another of the committee goes on, leaves one change out, and takes it back", async () => {
  const { page } = author;
  await page.goto(merge);
  await expect(merged(page)).toContainText("by hand: half past nine");
  await clashes(page).getByRole("button", { name: "Use the words of amendment 2" }).click();
  const change = page.getByRole("region", { name: "Every change" }).locator("li", { hasText: "at four" });
  await change.getByRole("button", { name: "Leave it out" }).click();
  await expect(merged(page)).toContainText("close early");
  await expect(change).toContainText("Left out");
  await page.getByRole("button", { name: "Undo the last step" }).click();
  await expect(merged(page)).toContainText("amendment 3: at four");
  await change.getByRole("button", { name: "Leave it out" }).click();
});

test("a page that has been overtaken changes nothing and says so", async () => {
  // The chair's page still shows the workbench as it was before the other's steps.
  const { page } = chair;
  await page.getByRole("button", { name: "Undo the last step" }).click();
  await expect(page.getByRole("alert")).toContainText("Somebody else has changed this since you opened the page");
  await expect(merged(page)).toContainText("amendment 2: ten");
});

test("a newer version is noticed, and the merge begun again on it", async () => {
  await save(author.page, slug, "A stronger word", (text) => text.replace("should not", "must not"));
  const { page } = chair;
  await page.goto(merge);
  await expect(page.getByRole("main")).toContainText("The text has moved on to version 2");
  await page.getByRole("button", { name: "Lay them on the workbench" }).click();
  await expect(merged(page)).toContainText("must not");
  await clashes(page).getByRole("button", { name: "Use the words of amendment 2" }).click();
  const change = page.getByRole("region", { name: "Every change" }).locator("li", { hasText: "at four" });
  await change.getByRole("button", { name: "Leave it out" }).click();
});

test("the result is a version, and each amendment has its fate", async () => {
  const { page } = chair;
  await page.getByLabel("What did you take in, and why?").fill("Later hours and newer books");
  await page.getByRole("button", { name: "Save as version 3" }).click();
  await expect(page).toHaveURL(new RegExp(`/motions/${slug}/compare/2\\.\\.3`));
  await page.goto(`/motions/${slug}`);
  await expect(page.getByRole("article", { name: "Text of version 3" })).toContainText("until ten");
  const fates = [
    [1, "Before the members", ""],
    [2, "In the text", ""],
    [3, "In the text", "In part: 1 of 2 changes."],
    [4, "In the text", ""],
  ] as const;
  for (const [number, state, reason] of fates) {
    await page.goto(`/motions/${slug}/amendments/${number}`);
    await expect(page.locator(".head .badge")).toHaveText(state);
    await expect(page.getByRole("main")).toContainText(reason);
  }
  const { input } = await mailTo(first.email, /Amendment 4 is in the new version\./);
  expect(input).toContain("Amendment 1 was considered, and nothing of it was taken");
});

test("everybody sees who brought which words", async () => {
  const { page } = second;
  await page.goto(`/motions/${slug}/history`);
  await page.getByRole("link", { name: "Every passage of version 3 with its source" }).click();
  const text = page.getByRole("article", { name: "Text of version 3, with sources" });
  const source = page.getByRole("listitem").filter({ hasText: "moved by Lee Lilac" });
  await expect(text.locator("mark", { hasText: "ten" })).toContainText("from version 3, amendment 2");
  await expect(text.locator("mark", { hasText: "newer" })).toContainText("amendments 3 and 4");
  await expect(text.locator("mark", { hasText: "must" })).toContainText("from version 2");
  await expect(source.first()).toContainText("“ten”");
  await expectAccessible(page);
});

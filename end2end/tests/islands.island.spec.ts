import { expect, test, type Page } from "@playwright/test";

import { enter, unique, type Person } from "../support/group.ts";
import { approveAndPublish, openRound, save, start } from "../support/texts.ts";

const TEXT = `Conference notes that buses are late.

Conference resolves:

- to run them on time

- to pay their drivers
`;

let author: Person;
let others: Person[];

test.beforeAll(async ({ browser }) => {
  author = await enter(browser, "Alex Arden", "chair");
  others = [await enter(browser, "Billie Bow", "committee"), await enter(browser, "Cleo Carr", "committee")];
});

test.afterAll(async () => {
  for (const { page } of [author, ...others]) {
    await page.context().close();
  }
});

/** Waits until the page's islands answer. */
async function awake(page: Page): Promise<void> {
  await expect(page.locator("html[data-awake]")).toBeAttached();
}

test("the count follows every key, and is the server's", async () => {
  const { page } = author;
  await page.goto("/motions/new/text");
  await awake(page);
  const count = page.getByRole("region", { name: "Words", exact: true }).locator(".num");
  await expect(count).toHaveText("0");
  const field = page.getByRole("textbox", { name: "Text", exact: true });
  await field.pressSequentially("One two three");
  await expect(count).toHaveText("3");
  await field.fill(`${TEXT}\nA well-known 1,000 % more/less – e.g. "this" & that's it.\n`);
  const typed = (await count.textContent()) ?? "";
  expect(Number(typed)).toBeGreaterThan(20);
  const titleCount = page.getByRole("region", { name: "Title", exact: true }).locator(".num");
  await page.getByRole("textbox", { name: "Title", exact: true }).fill(`Counted twice ${unique()}`);
  await expect(titleCount).toHaveText("3");
  await page.getByText("Preview with line numbers").click();
  await expect(page.getByRole("article", { name: "Preview" }).locator(".ln")).not.toHaveCount(0);

  await page.getByRole("button", { name: "Save as version 1" }).click();
  await expect(page.getByRole("region", { name: "Words", exact: true }).locator(".num")).toHaveText(typed);
});

test("a limit that is passed is said at once", async () => {
  const { page } = author;
  await page.goto("/motions/new/text");
  await awake(page);
  const words = page.getByRole("region", { name: "Words", exact: true });
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("word ".repeat(253));
  await expect(words).toContainText("3 words over the limit");
  await expect(words.locator(".wordmeter.over")).toBeVisible();
});

test("words that were not sent are offered again", async () => {
  const { page } = author;
  const slug = await start(page, `Left behind ${unique()}`, TEXT);
  await page.goto(`/motions/${slug}/edit`);
  await awake(page);
  const field = page.getByRole("textbox", { name: "Text", exact: true });
  const before = await field.inputValue();
  await field.fill(`${before}- to print a timetable\n`);
  await page.goto("/texts");

  await page.goto(`/motions/${slug}/edit`);
  await expect(page.getByText("This browser holds words that you wrote on version 1 and did not send.")).toBeVisible();
  await expect(field).toHaveValue(before);
  await page.getByRole("button", { name: "Put them back" }).click();
  await expect(field).toHaveValue(`${before}- to print a timetable\n`);

  await page.getByLabel("What did you change, and why?").fill("A timetable");
  await page.getByRole("button", { name: "Save as version 2" }).click();
  await expect(page.getByText("Version 2 is saved.")).toBeVisible();
  // Saved, the list stands with blank lines between its items; it is the same text all the same.
  await page.goto(`/motions/${slug}/edit`);
  await awake(page);
  await expect(page.getByText("This browser holds words")).toHaveCount(0);
});

test("a comment is made on words that were picked in the text", async () => {
  const { page } = author;
  const slug = await start(page, `Picked ${unique()}`, TEXT);
  await awake(page);
  await page.locator("article.text").getByText("buses are late").evaluate((clause) => {
    const node = [...clause.childNodes].find((child) => child.textContent?.includes("buses are late"));
    if (!node) throw new Error("the words are not there");
    const from = (node.textContent ?? "").indexOf("buses are late");
    getSelection()?.setBaseAndExtent(node, from, node, from + "buses are late".length);
  });
  await expect(page.getByText("Selected: “buses are late”")).toBeVisible();
  await page.getByRole("button", { name: "Comment on these words" }).click();
  await expect(page).toHaveURL(`/motions/${slug}/comments#new`);
  await expect(page.locator("#quote mark")).toHaveText("buses are late");
  await page.getByRole("textbox", { name: "Your comment" }).fill("Which ones?");
  await page.getByRole("button", { name: "Post the comment" }).click();
  await expect(page.locator(".thread-on mark")).toHaveText("buses are late");
  await expect(page.locator(".thread-on").getByRole("link", { name: "Line 1" })).toBeVisible();
});

test("the keys N and P go from change to change", async () => {
  const { page } = author;
  const slug = await start(page, `Changed ${unique()}`, TEXT);
  await save(page, slug, "Two words", (text) => text.replace("late", "slow").replace("drivers", "crews"));
  await awake(page);
  await page.getByRole("link", { name: "Go to the first of 2 changes" }).click();
  await expect(page.locator("#ch1")).toBeFocused();
  await page.keyboard.press("n");
  await expect(page.locator("#ch2")).toBeFocused();
  await page.keyboard.press("n");
  await expect(page.locator("#ch2")).toBeFocused();
  await page.keyboard.press("p");
  await expect(page.locator("#ch1")).toBeFocused();
});

test("the published text is copied by one press", async () => {
  const { page } = author;
  const slug = await start(page, `Copied ${unique()}`, TEXT);
  await page.goto("/group");
  await page.getByLabel("Imprint").fill("The Example Group, 1 Example Street, Exampleton EX1 1EX");
  await page.getByRole("button", { name: "Save" }).click();
  await approveAndPublish([...others.map((person) => person.page), page], slug);
  await awake(page);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy the text" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied." })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(TEXT);
});

test("the formal wording of an amendment appears as one types", async () => {
  const { page } = author;
  const slug = await start(page, `Amended ${unique()}`, TEXT);
  await openRound(page, slug, "Would you change anything?");
  const so = page.getByRole("region", { name: "So far" });
  await page.goto(`/motions/${slug}/amendments/new?way=copy`);
  await awake(page);
  await expect(so).toContainText("Nothing is changed yet.");
  const copy = page.getByLabel("The text as you want it");
  await copy.fill((await copy.inputValue()).replace("late", "never late"));
  await expect(so).toContainText("+1 −0");
  await expect(so).toContainText("'never'");
  await copy.fill("word ".repeat(300));
  await expect(so).toContainText("50 words over the limit of 250");

  await page.goto(`/motions/${slug}/amendments/new?way=wording`);
  await awake(page);
  const wording = page.getByLabel("Formal wording", { exact: true });
  await wording.fill("Line 2: delete ‘late’");
  await expect(so).toContainText("‘late’ is not on line 2; they are on line 1.");
  await wording.fill("Line 1: delete ‘late’, insert ‘early’");
  await expect(so).toContainText("+1 −1");
});

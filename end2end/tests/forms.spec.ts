import { expect, test, type Page } from "@playwright/test";

import { enter, unique, type Person } from "../support/group.ts";
import { comment, dayAhead, giveView, openRound, save, start } from "../support/texts.ts";

const TEXT = `Conference notes that parks are shut at dusk.

Conference believes that evenings are long.

Conference resolves:

- to light the paths
- to open the gates
`;

/** What an attacker would write, to be shown to everybody as the letters that it is made of. */
const PAYLOADS = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</textarea><script>alert(1)</script>",
  "</title><svg onload=alert(1)>",
  "</script><script>alert(1)</script>",
  "{{7*7}}",
  "javascript:alert(1)",
  "<!-- a",
  "]]>",
  "${7*7}",
  "&lt;b&gt; &amp;amp;",
];

let chair: Person;
let second: Person;
let member: Person;

test.beforeAll(async ({ browser }) => {
  chair = await enter(browser, "Charlie Cross", "chair", "administrator");
  second = await enter(browser, "Sidney Shaw", "committee");
  member = await enter(browser, "Mel Moss", "member");
});

test.afterAll(async () => {
  for (const { page } of [chair, second, member]) {
    await page.context().close();
  }
});

/** Expects the page to say what is wrong, with a link that leads to the field. */
async function refused(page: Page, why: string): Promise<void> {
  await expect(page).toHaveTitle(/^Error: /);
  const link = page.getByRole("alert").getByRole("link", { name: why });
  await expect(link).toBeVisible();
  await link.click();
  const id = new URL(page.url()).hash.slice(1);
  expect(id).not.toBe("");
  // One field has that id, it can be seen, and the reason stands at it.
  await expect(page.locator(`[id="${id}"]`)).toHaveCount(1);
  await expect(page.locator(`[id="${id}"]`)).toBeVisible();
  await expect(page.locator(".error", { hasText: why })).toBeVisible();
}

test("signing in without an address", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Send me the mail" }).click();
  await refused(page, "Type your e-mail address.");
  await page.getByLabel("Your e-mail address").fill("nobody@here");
  await page.getByRole("button", { name: "Send me the mail" }).click();
  await refused(page, "Type an e-mail address like name@example.org.");
  await expect(page.getByLabel("Your e-mail address")).toHaveValue("nobody@here");
});

test("a wrong code counts the tries that are left", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("Your e-mail address").fill(member.email);
  await page.getByRole("button", { name: "Send me the mail" }).click();
  await page.getByLabel("The code from the mail").fill("00000x");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("That was not the code.");
});

test("a text without a title", async () => {
  const { page } = chair;
  await page.goto("/motions/new");
  await page.getByRole("button", { name: "Continue" }).click();
  const text = page.getByRole("textbox", { name: "Text", exact: true });
  await text.fill(TEXT);
  await page.getByLabel("A note on this version (optional)").fill("First words");
  await page.getByRole("combobox", { name: "By the rule of" }).selectOption({ index: 2 });
  const rule = await page.getByRole("combobox", { name: "By the rule of" }).inputValue();
  await page.getByRole("button", { name: "Save as version 1" }).click();
  await refused(page, "Give the text a title.");
  await expect(text).toHaveValue(TEXT);
  await expect(page.getByLabel("A note on this version (optional)")).toHaveValue("First words");
  await expect(page.getByRole("combobox", { name: "By the rule of" })).toHaveValue(rule);
});

test("somebody else's text without saying whose", async () => {
  const { page } = chair;
  await page.goto("/motions/new");
  await page.getByRole("radio", { name: /^Somebody else/ }).check();
  await page.getByRole("textbox", { name: "The text", exact: true }).fill(`Their title\n\n${TEXT}`);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("When did you see it?").fill("1 May");
  await page.getByRole("button", { name: "Save as version 1" }).click();
  await refused(page, "Say whose text it is.");
  await expect(page.getByRole("alert")).toContainText("Give the day, the month and the year");
  await expect(page.getByLabel("When did you see it?")).toHaveValue("1 May");
  await expect(page.getByRole("radio", { name: /^Somebody else/ })).toBeChecked();
});

test("a round with a date and no hour, or no question", async () => {
  const { page } = second;
  const slug = await start(page, `No hour ${unique()}`, TEXT);
  await page.goto(`/motions/${slug}/round/new`);
  const day = dayAhead();
  await page.getByLabel("Date", { exact: true }).fill(day);
  await page.getByRole("button", { name: "Open the round" }).click();
  await refused(page, "Give the hour as well, like 18:00 or 6pm.");
  await refused(page, "Say what you ask of members.");
  await expect(page.getByLabel("Date", { exact: true })).toHaveValue(day);
});

test("a view without a choice keeps its reason", async () => {
  const slug = await start(second.page, `No choice ${unique()}`, TEXT);
  await openRound(second.page, slug, "What do you say?");
  const { page } = member;
  await page.goto(`/motions/${slug}/round`);
  await page.getByLabel(/^Why\? \(if you like\)/).fill("Because I know the park.");
  await page.getByRole("combobox", { name: "You speak" }).selectOption({ index: 2 });
  const capacity = await page.getByRole("combobox", { name: "You speak" }).inputValue();
  await page.getByRole("button", { name: "Give my view" }).click();
  await refused(page, "Choose what you think.");
  await expect(page.getByLabel(/^Why\? \(if you like\)/)).toHaveValue("Because I know the park.");
  await expect(page.getByRole("combobox", { name: "You speak" })).toHaveValue(capacity);
});

test("an empty comment keeps the line that it is about", async () => {
  const { page } = chair;
  const slug = await start(page, `No words ${unique()}`, TEXT);
  await page.goto(`/motions/${slug}/comments`);
  await page.getByLabel("About", { exact: true }).selectOption("2");
  await page.getByRole("button", { name: "Post the comment" }).click();
  await refused(page, "Write your comment first.");
  await expect(page.getByLabel("About", { exact: true })).toHaveValue("2");
});

test("a vote against without a reason", async () => {
  const { page } = second;
  const slug = await start(page, `No reason ${unique()}`, TEXT);
  await page.goto(`/motions/${slug}/decision`);
  await page.getByRole("radio", { name: "Against: I refuse it" }).check();
  await page.getByRole("button", { name: "Give my vote" }).click();
  await refused(page, "Give a reason in a line; it will be shown.");
  await expect(page.getByRole("radio", { name: "Against: I refuse it" })).toBeChecked();
  await expect(page.getByText("0 of")).toBeVisible();
});

test("an invitation to what is no address", async () => {
  const { page } = chair;
  await page.goto("/members");
  await page.getByLabel("Name", { exact: true }).fill("New Person");
  await page.getByLabel("E-mail address").fill("new@person");
  await page.getByRole("checkbox", { name: "Committee" }).check();
  await page.getByRole("radio", { name: "Supporter" }).check();
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await refused(page, "Type an e-mail address like name@example.org.");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("New Person");
  await expect(page.getByLabel("E-mail address")).toHaveValue("new@person");
  await expect(page.getByRole("checkbox", { name: "Committee" })).toBeChecked();
  await expect(page.getByRole("radio", { name: "Supporter" })).toBeChecked();
});

test("the trial run of a list names every bad line and enters nobody", async () => {
  const { page } = chair;
  const key = unique();
  const csv = [
    "name,e-mail,category,CLP,region",
    `Good One,good.${key}@example.org,party member,Northgate,East`,
    `,nameless.${key}@example.org,supporter,,`,
    "No Address,not-an-address,supporter,,",
    `Again One,good.${key}@example.org,supporter,,`,
    `Good Two,two.${key}@example.org,supporter,,East`,
  ].join("\n");
  await page.goto("/members/import");
  await page.getByLabel("The lines of your CSV file").fill(csv);
  await page.getByRole("button", { name: "Trial run" }).click();
  await expect(page.getByRole("heading", { name: "3 of 5 lines cannot be entered" })).toBeVisible();
  const bad = page.getByRole("table", { name: "Lines with trouble" });
  await expect(bad.getByRole("row")).toHaveCount(4);
  for (const line of [3, 4, 5]) {
    await expect(bad.getByRole("row").filter({ has: page.getByRole("cell", { name: String(line), exact: true }) })).toHaveCount(1);
  }
  await expect(page.getByLabel("The lines of your CSV file")).toHaveValue(csv);

  await page.getByRole("button", { name: "Enter 2 people" }).click();
  await expect(page.getByRole("alert")).toContainText("Some lines cannot be entered.");
  await page.goto("/members");
  await expect(page.getByText(`good.${key}@example.org`)).toHaveCount(0);
  await page.goBack();
  await page.getByLabel("Leave out the 3 lines with trouble").check();
  await page.getByRole("button", { name: "Enter 2 people" }).click();
  await expect(page.getByRole("status")).toContainText("They have been entered.");
  await expect(page.getByText(`good.${key}@example.org`)).toBeVisible();
});

test("two people edit different paragraphs: the second is offered both changes", async () => {
  const slug = await start(chair.page, `Side by side ${unique()}`, TEXT);
  await second.page.goto(`/motions/${slug}/edit`);
  await save(chair.page, slug, "Lamps", (text) => text.replace("light the paths", "light every path"));
  const field = second.page.getByRole("textbox", { name: "Text", exact: true });
  await field.fill((await field.inputValue()).replace("evenings are long", "summer evenings are long"));
  await second.page.getByLabel("What did you change, and why?").fill("Which evenings");
  await second.page.getByRole("button", { name: "Save as version 2" }).click();

  const { page } = second;
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Somebody has saved meanwhile");
  await expect(page.getByText("Your changes and theirs do not touch")).toBeVisible();
  const merged = await page.getByLabel("Text to save").inputValue();
  expect(merged).toContain("light every path");
  expect(merged).toContain("summer evenings are long");
  await expect(page.locator("#mine")).toHaveValue(/light the paths/);
  await expect(page.getByLabel("What did you change, and why?")).toHaveValue("Which evenings");
  await page.getByRole("button", { name: "Save as version 3" }).click();
  await expect(page.getByText("Version 3 is saved.")).toBeVisible();
  await expect(page.locator(".lede")).toHaveText("1 word more: 1 change of wording.");
});

test("two people edit the same words: both texts are shown and neither is lost", async () => {
  const slug = await start(chair.page, `Same words ${unique()}`, TEXT);
  await second.page.goto(`/motions/${slug}/edit`);
  await save(chair.page, slug, "Earlier", (text) => text.replace("shut at dusk", "shut at four"));
  const { page } = second;
  const field = page.getByRole("textbox", { name: "Text", exact: true });
  await field.fill((await field.inputValue()).replace("shut at dusk", "shut at noon"));
  await page.getByLabel("What did you change, and why?").fill("Noon");
  await page.getByRole("button", { name: "Save as version 2" }).click();
  await expect(page.getByText("You both changed the same words.")).toBeVisible();
  await expect(page.getByLabel("Text to save")).toHaveValue(/shut at noon/);
  const difference = page.getByRole("region", { name: "From version 2 to your text" });
  await expect(difference.locator("del").filter({ hasText: "four" })).not.toHaveCount(0);
  await expect(difference.locator("ins").filter({ hasText: "noon" })).not.toHaveCount(0);
  await page.getByRole("button", { name: "Save as version 3" }).click();
  await expect(page.getByText("Version 3 is saved.")).toBeVisible();
  await page.goto(`/motions/${slug}/versions/2`);
  await expect(page.getByRole("article")).toContainText("shut at four");
});

test("whatever is typed is shown as text, everywhere", async ({ browser }) => {
  const key = unique();
  const evil = await enter(browser, `${PAYLOADS[1]} ${key}`, "committee");
  const dialogs: string[] = [];
  const watch = (page: Page) =>
    page.on("dialog", async (dialog) => {
      dialogs.push(`${page.url()}: ${dialog.message()}`);
      await dialog.dismiss();
    });
  for (const { page } of [evil, chair, second, member]) {
    watch(page);
  }

  const title = `${PAYLOADS[3]} ${PAYLOADS[0]} ${key}`;
  const text = PAYLOADS.join("\n\n") + "\n";
  const slug = await start(evil.page, title, "");
  await save(evil.page, slug, PAYLOADS.join(" "), () => text);
  await evil.page.goto(`/motions/${slug}/edit`);
  const field = evil.page.getByRole("textbox", { name: "Text", exact: true });
  await expect(field).toHaveValue(text);

  // Saved as it stands, nothing differs: the field holds the stored text to the letter.
  await evil.page.getByLabel("What did you change, and why?").fill("Nothing");
  await evil.page.getByRole("button", { name: "Save as version 3" }).click();
  await expect(evil.page.getByRole("alert")).toContainText("Nothing has changed, so there is nothing to save.");
  await expect(field).toHaveValue(text);

  await openRound(evil.page, slug, `${PAYLOADS[2]} ${key}?`);
  await giveView(evil.page, slug, "Oppose", PAYLOADS.join(" "));
  await comment(evil.page, slug, `${PAYLOADS.join(" ")} ${key}`, 1);
  await save(evil.page, slug, "Other words", (now) => now.replace(PAYLOADS[5] ?? "", PAYLOADS[1] ?? ""));

  const pages = ["", "/edit", "/history", "/compare/1..2", "/compare/2..3", "/compare/2..3?show=side", "/versions/2", "/comments", "/round", "/decision"];
  const addresses = [...pages.map((page) => `/motions/${slug}${page}`), "/", "/texts", "/members"];
  for (const address of addresses) {
    const source = await (await chair.page.request.get(address)).text();
    // The framework's own scripts carry a nonce; a bare one would be the payload come alive.
    for (const alive of ["<script>", "<img", "onload=alert(1)>", "</textarea><script>"]) {
      expect(source.includes(alive), `${alive} on ${address}`).toBe(false);
    }
    await chair.page.goto(address);
    await expect(chair.page.getByRole("main")).toContainText(key);
  }
  await chair.page.goto(`/motions/${slug}/comments`);
  await expect(chair.page.getByRole("article")).toContainText(`${PAYLOADS.join(" ")} ${key}`);
  await expect(chair.page.getByRole("article")).toContainText(evil.name);
  expect(dialogs).toEqual([]);
  await evil.page.context().close();
});

import { expect, test, type Page } from "@playwright/test";

import { expectAccessible } from "../support/accessibility.ts";
import { enter, unique, type Person } from "../support/group.ts";

test.describe.configure({ mode: "serial" });

const word = unique();
const title = `Towpaths that stay dry ${word}`;
const owner = `The Canal Society ${word}`;

let chair: Person;
let member: Person;
let visitor: Page;
let slug = "";

test.beforeAll(async ({ browser }) => {
  chair = await enter(browser, "Lock Lark", "chair");
  member = await enter(browser, "Barge Bee", "member");
  visitor = await (await browser.newContext()).newPage();
});

test.afterAll(async () => {
  for (const page of [chair.page, member.page, visitor]) {
    await page.context().close();
  }
});

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

test("a text of others is followed, and a meeting decides on it", async () => {
  const { page } = chair;
  await page.goto("/motions/new");
  await page.getByRole("radio", { name: "Somebody else’s: we only follow it" }).check();
  await page.getByRole("textbox", { name: "The text", exact: true }).fill(`Conference asks for dry towpaths, ${word}.`);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("textbox", { name: "Title", exact: true }).fill(title);
  await page.getByLabel("Whose text is it, by name?").fill(owner);
  await page.getByLabel("Where did you find it?").fill("A letter");
  await page.getByLabel("When did you see it?").fill("2026-10-01");
  await page.getByRole("button", { name: "Save as version 1" }).click();
  await expect(heading(page)).toHaveText(title);
  slug = new URL(page.url()).pathname.split("/")[2] ?? "";

  await page.getByRole("link", { name: "The position, and what a meeting decided" }).click();
  await expect(page.getByText("Not considered")).toBeVisible();
  await page.getByRole("radio", { name: "Supports it with a qualification" }).check();
  await page.getByLabel("Date of the meeting").fill("2026-10-03");
  await page.getByRole("button", { name: "Record the decision" }).click();
  // A qualification that nobody knows is none: what was chosen stays.
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Give a reason in a line; it will be shown.");
  await expect(page.getByRole("radio", { name: "Supports it with a qualification" })).toBeChecked();
  await page.getByLabel("Reason").fill(`The ${word} towpath is left out.`);
  await page.getByRole("group", { name: "May everybody know?" }).getByRole("radio", { name: "Yes" }).check();
  await page.getByRole("button", { name: "Record the decision" }).click();
  await expect(page.locator("#h-now + .facts")).toContainText("Supports it with a qualification");
  await expectAccessible(page);

  await page.getByLabel("Whom did you tell?").fill(owner);
  await page.getByLabel("When?").fill("2026-10-04");
  await page.getByRole("button", { name: "Record it" }).click();
  await expect(page.getByText("4 October 2026, of the decision on version 1")).toBeVisible();
});

test("everybody reads it where the group says so, and it does not carry over", async () => {
  await visitor.goto("/");
  await visitor.getByRole("contentinfo").getByRole("link", { name: "Positions" }).click();
  const entry = visitor.getByRole("listitem").filter({ hasText: title });
  await expect(entry).toContainText("Supports it with a qualification");
  await expect(entry).toContainText("The group may not be named");
  await expectAccessible(visitor);
  await entry.getByRole("link", { name: title }).click();
  await expect(heading(visitor)).toHaveText(title);
  await expect(visitor.getByText("Please do not name the group with it.")).toBeVisible();
  await expect(visitor.getByText("The text belongs to others, so it is not shown here.")).toBeVisible();
  await expectAccessible(visitor);
  // Nobody here decides on the words of others: whoever looks for the decision finds the position.
  await member.page.goto(`/motions/${slug}/decision`);
  await expect(member.page).toHaveURL(`/motions/${slug}/position`);

  const { page } = chair;
  await page.goto(`/motions/${slug}/edit`);
  await page.getByRole("textbox", { name: "Text", exact: true }).fill(`Conference demands dry towpaths, ${word}.`);
  await page.getByLabel("What did you change, and why?").fill("A newer letter");
  const seen = page.getByLabel("When did you see it like this?");
  await seen.fill("2026-10-05");
  await page.getByRole("button", { name: /^Save as version/ }).click();
  await expect(heading(page)).toContainText("What changed from version");
  await member.page.goto(`/motions/${slug}`);
  await expect(member.page.getByText("To be looked at again: the text has changed since.")).toBeVisible();
  await member.page.getByRole("link", { name: "The position", exact: true }).click();
  await expect(member.page.getByRole("heading", { name: "To be looked at again" })).toBeVisible();
  await expect(member.page.getByRole("button", { name: "Record the decision" })).toHaveCount(0);
  await visitor.reload();
  await expect(visitor.getByText("There is a newer version of the text than the one that was decided on.")).toBeVisible();
});

test("the days are reckoned back from the conference, and stand in a calendar", async () => {
  const { page } = chair;
  await page.goto(`/motions/${slug}`);
  await page.getByRole("link", { name: "Say for which conference it is" }).click();
  await page.getByLabel("Conference", { exact: true }).fill("annual conference 2091");
  await page.getByLabel("First day of the conference").fill("2091-09-23");
  await page.getByLabel("Portal closes on").fill("2091-09-13");
  await page.getByRole("button", { name: "Work the days out" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveText("Give the hour as well, like 18:00 or 6pm.");
  await expect(page.getByLabel("Portal closes on")).toHaveValue("2091-09-13");
  await page.getByLabel("At (time in London)", { exact: true }).fill("17:00");
  await page.getByRole("button", { name: "Work the days out" }).click();
  await expect(heading(page)).toHaveText("The way to annual conference 2091");
  const row = page.getByRole("row").filter({ hasText: "Latest day to circulate" });
  await expect(row).toContainText("Wednesday 15 August 2091");
  await expectAccessible(page);

  await member.page.goto("/calendar");
  await member.page.getByRole("button", { name: "Make an address" }).click();
  const address = await member.page.locator(".notice code").innerText();
  await expectAccessible(member.page);
  const file = await visitor.request.get(new URL(address).pathname);
  expect(file.status()).toBe(200);
  const text = (await file.text()).replaceAll("\r\n ", "");
  expect(text).toContain(`SUMMARY:Latest day to circulate: ${title}`);
  expect(text).not.toContain(member.name);
  await member.page.goto("/calendar");
  await expect(member.page.getByText(address)).toHaveCount(0);
  await member.page.getByRole("button", { name: "Take the address away" }).click();
  expect((await visitor.request.get(new URL(address).pathname)).status()).toBe(404);
});

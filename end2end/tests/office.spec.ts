import { expect, test, type Page } from "@playwright/test";

import { expectAccessible } from "../support/accessibility.ts";
import { enter, unique, type Person } from "../support/group.ts";
import { bodyOf, replaceTracked, replaceTrackedOpen, unpack } from "../support/office.ts";
import { openRound, save, start } from "../support/texts.ts";

const TEXT = `Conference notes that libraries close at five.

Conference believes that people who work read in the evening.

Conference resolves:

1. to open every library until eight;

2. to keep the reading rooms warm.
`;

const OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text";

test.describe.configure({ mode: "serial" });

let chair: Person;
let member: Person;
let slug = "";

test.beforeAll(async ({ browser }) => {
  chair = await enter(browser, "Lane Lark", "chair");
  member = await enter(browser, "Marsh Mill", "member");
  slug = await start(chair.page, `Libraries at night ${unique()}`, TEXT);
  await save(chair.page, slug, "Later", (text) => text.replace("until eight", "until ten at night"));
  await openRound(chair.page, slug, "Would you change anything?");
});

test.afterAll(async () => {
  for (const { page } of [chair, member]) {
    await page.context().close();
  }
});

/** Takes the file away that a link names. */
async function taken(page: Page, name: string): Promise<Buffer> {
  const href = await page.getByRole("main").getByRole("link", { name }).getAttribute("href");
  const answer = await page.request.get(href ?? "");
  expect(answer.status(), href ?? "").toBe(200);
  expect(answer.headers()["content-disposition"]).toContain("attachment; filename=");
  return answer.body();
}

test("the changes between two versions are taken away as tracked changes", async () => {
  const { page } = member;
  await page.goto(`/motions/${slug}/compare/1..2`);
  const body = bodyOf(await taken(page, "Word (.docx)"));
  expect(body).toMatch(/<w:del [^>]*w:author="Version 2"[^>]*>.*<w:delText[^>]*>eight</);
  expect(body).toMatch(/<w:ins [^>]*w:author="Version 2"[^>]*>.*<w:t[^>]*>ten at night</);
  const parts = unpack(await taken(page, "OpenDocument (.odt)"));
  expect(parts.get("content.xml")?.toString()).toContain("<text:tracked-changes ");
});

test("a file that was changed in a word processor becomes an amendment", async () => {
  const { page } = member;
  await page.goto(`/motions/${slug}/amendments/new`);
  const file = await taken(page, "version 2 (.docx)");
  const edited = replaceTracked(file, "close at five", "close at noon");

  // A file that is none is refused, and said where.
  await page.getByLabel("Your changed file").setInputFiles({
    name: "notes.docx",
    mimeType: "application/octet-stream",
    buffer: Buffer.from("These are only words."),
  });
  await page.getByRole("button", { name: "Read the file" }).click();
  await expect(page.getByRole("alert")).toContainText("This file is neither .docx nor .odt");
  await expectAccessible(page);

  await page.getByLabel("Your changed file").setInputFiles({
    name: "changed.docx",
    mimeType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    buffer: edited,
  });
  await page.getByRole("button", { name: "Read the file" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Propose an amendment");
  await expect(page.getByText("The file was made from version 2.")).toBeVisible();
  const preview = page.locator("#preview");
  await expect(preview).toContainText("Line 1: delete 'five', insert 'noon'");
  await expect(page.getByLabel("The text as you want it")).toHaveValue(/close at noon/);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Save as draft" }).click();
  await expect(page.getByText("It is saved as a draft.")).toBeVisible();
  const body = bodyOf(await taken(page, "Word (.docx)"));
  expect(body).toContain("Proposer of amendment");
  expect(body).toMatch(/<w:delText[^>]*>five</);
});

test("a file that was changed in LibreOffice becomes an amendment, and one to an amendment", async () => {
  const { page } = member;
  await page.goto(`/motions/${slug}/amendments/new`);
  const edited = replaceTrackedOpen(await taken(page, "the same for LibreOffice (.odt)"), "until ten", "until nine");
  await page.getByLabel("Your changed file").setInputFiles({ name: "changed.odt", mimeType: OPEN_DOCUMENT, buffer: edited });
  await page.getByRole("button", { name: "Read the file" }).click();
  await expect(page.getByText("The file was made from version 2.")).toBeVisible();
  await expect(page.locator("#preview")).toContainText("delete 'ten', insert 'nine'");
  await page.getByRole("button", { name: "Save and hand in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Amendment");
  const number = /amendments\/(\d+)/.exec(page.url())?.[1] ?? "";
  expect(number).not.toBe("");

  await chair.page.goto(`/motions/${slug}/amendments/${number}`);
  await chair.page.getByRole("radio", { name: "In order: put it before the members", exact: true }).check();
  await chair.page.getByRole("button", { name: "Record it" }).click();
  await expect(chair.page.locator(".head .badge")).toHaveText("Before the members");
  await page.goto(`/motions/${slug}/amendments/new?parent=${number}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Propose an amendment to amendment ${number}`);
  await expectAccessible(page);
  const text = await taken(page, `the text with amendment ${number} in it (.docx)`);
  expect(bodyOf(text)).toContain("until nine");
  const open = await taken(page, "the same for LibreOffice (.odt)");
  await page.getByLabel("Your changed file").setInputFiles({
    name: "changed.odt",
    mimeType: OPEN_DOCUMENT,
    buffer: replaceTrackedOpen(open, "until nine", "until half past nine"),
  });
  await page.getByRole("button", { name: "Read the file" }).click();
  await expect(page.getByText(`The file was made from the text with amendment ${number} in it.`)).toBeVisible();
  await expect(page.locator("#preview")).toContainText("insert 'half past'");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save as draft" }).click();
  await expect(page.getByText("It is saved as a draft.")).toBeVisible();
});

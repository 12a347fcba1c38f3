import { expect, test, type Page } from "@playwright/test";

import { expectAccessible } from "../support/accessibility.ts";
import { enter, unique, type Person } from "../support/group.ts";
import { approveAndPublish, closeRound, openRound, save, start } from "../support/texts.ts";

test.describe.configure({ mode: "serial" });

const word = unique();
const title = `Lanterns for the harbour ${word}`;
const text = `Conference notes that the ${word} harbour has had no light since the storm, and that boats wait outside until dawn.

Conference believes that whoever comes home by night should find “a lamp and a rope”.

Conference calls on the council to:

- mend forty lanterns before the winter;

- pay a keeper for the ${word} pier.
`;

let chair: Person;
let second: Person;
let third: Person;
let visitor: Page;
let slug = "";
let first = "";
let newest = "";

test.beforeAll(async ({ browser }) => {
  chair = await enter(browser, "Lantern Lamb", "chair");
  second = await enter(browser, "Wick Wren", "committee");
  third = await enter(browser, "Oil Otter", "committee");
  visitor = await (await browser.newContext()).newPage();
});

test.afterAll(async () => {
  for (const page of [chair.page, second.page, third.page, visitor]) {
    await page.context().close();
  }
});

/** Pastes a copy and asks which version it is. */
async function paste(page: Page, copy: string): Promise<void> {
  await page.goto("/which");
  await page.getByLabel("Paste the text").fill(copy);
  await page.getByRole("button", { name: "Find the version" }).click();
  await expect(page.getByRole("heading", { name: "Another copy" })).toBeVisible();
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

test("a draft is found by members, and by nobody else", async () => {
  slug = await start(chair.page, title, text);
  await openRound(chair.page, slug, `Shall the ${word} lanterns be lit?`);
  await paste(visitor, text);
  // What another run has published may be like it; the draft is not there.
  await expect(heading(visitor)).not.toContainText("letter for letter");
  await expect(visitor.getByRole("main")).not.toContainText(slug);
  await expect(visitor.getByRole("main")).not.toContainText(title);
  await paste(visitor, Array.from({ length: 12 }, () => unique()).join(" "));
  await expect(heading(visitor)).toHaveText("Nothing here is like this copy");
  await expectAccessible(visitor);
  await paste(second.page, text);
  await expect(heading(second.page)).toHaveText("This is version 1, letter for letter");
  await expect(second.page.getByRole("main")).toContainText("It is not published");
});

test("a visitor finds the current text, from a paste, a file and a code", async () => {
  await closeRound(chair.page, slug, "All have answered.");
  first = await approveAndPublish([chair.page, second.page, third.page], slug);
  await visitor.goto("/");
  await visitor.getByRole("link", { name: "Find out which version it is" }).click();
  await expect(heading(visitor)).toHaveText("Which version is this?");
  await expectAccessible(visitor);

  // Nothing, then too little: what was typed stays.
  await visitor.getByRole("button", { name: "Find the version" }).click();
  await expect(visitor.getByRole("alert").getByRole("link")).toHaveText("Paste the text, or choose a file.");
  await visitor.getByLabel("Code or fingerprint").fill("3f2a-zz");
  await visitor.getByRole("button", { name: "Look it up" }).click();
  await expect(visitor.getByRole("alert")).toContainText("Type at least the first eight digits.");
  await expect(visitor.getByLabel("Code or fingerprint")).toHaveValue("3f2a-zz");

  await paste(visitor, `${title}\n\n${text.replace("“a lamp and a rope”", '"a lamp and a rope"')}`);
  await expect(heading(visitor)).toHaveText("This is version 1");
  await expect(visitor.locator(".notice[data-kind=good]")).toContainText("is the current text");

  const file = await (await visitor.request.get(`${first}.numbered.txt`)).body();
  await visitor.goto("/which");
  await visitor.getByLabel("Or choose a file").setInputFiles({ name: "copy.txt", mimeType: "text/plain", buffer: file });
  await visitor.getByRole("button", { name: "Find the version" }).click();
  await expect(heading(visitor)).toContainText("This is version 1");
  await expect(visitor.getByRole("main")).toContainText("line numbers");

  for (const ending of ["odt", "docx", "html", "json"]) {
    const buffer = await (await visitor.request.get(`${first}.${ending}`)).body();
    await visitor.goto("/which");
    await visitor.getByLabel("Or choose a file").setInputFiles({ name: `copy.${ending}`, mimeType: "", buffer });
    await visitor.getByRole("button", { name: "Find the version" }).click();
    await expect(heading(visitor), ending).toHaveText("This is version 1, letter for letter");
  }
  const pages = await (await visitor.request.get(`${first}.pdf`)).body();
  await visitor.goto("/which");
  await visitor
    .getByLabel("Or choose a file")
    .setInputFiles({ name: "copy.pdf", mimeType: "application/pdf", buffer: pages });
  await visitor.getByRole("button", { name: "Find the version" }).click();
  await expect(heading(visitor)).toHaveText(title);
  await expect(visitor.getByRole("status")).toContainText("its words were not compared");
  await expectAccessible(visitor);

  await visitor.goto(first);
  await visitor.getByRole("link", { name: /^Its record/ }).click();
  await expect(heading(visitor)).toHaveText(title);
  await expect(visitor.getByRole("main")).toContainText("Quorum on that day");
  await expect(visitor.getByRole("main")).toContainText("certutil -hashfile");
  await expectAccessible(visitor);
  const code = await visitor.locator("dt", { hasText: "Code on paper" }).locator("+ dd").innerText();
  await visitor.goto("/which");
  await visitor.getByLabel("Code or fingerprint").fill(` ${code.toUpperCase()} `);
  await visitor.getByRole("button", { name: "Look it up" }).click();
  await expect(heading(visitor)).toHaveText(title);
});

test("an older copy is told what replaced it, a changed one what was changed", async () => {
  await save(chair.page, slug, "Fifty, and no rope", (old) => old.replace("forty", "fifty"));
  await openRound(chair.page, slug, `Shall fifty ${word} lanterns be lit?`);
  await closeRound(chair.page, slug, "All have answered.");
  newest = await approveAndPublish([chair.page, second.page, third.page], slug);

  await paste(visitor, text);
  await expect(heading(visitor)).toHaveText("This is version 1, letter for letter");
  const notice = visitor.locator(".notice[data-kind=warn]");
  await expect(notice).toContainText("is not the current text any more: superseded on");
  await expect(notice.getByRole("link", { name: "version 2" })).toHaveAttribute("href", newest);
  const since = visitor.getByRole("region", { name: "What has changed since, from version 1 to version 2" });
  await expect(since).toContainText("delete 'forty', insert 'fifty'");
  await expectAccessible(visitor);

  await paste(visitor, text.replace("forty", "sixty").replace("a keeper", "two keepers"));
  await expect(heading(visitor)).toContainText("This is nearly version");
  await expect(visitor.locator("ins", { hasText: "two keepers" })).toBeVisible();
  await expect(visitor.getByRole("heading", { name: "Other versions that are like it" })).toBeVisible();
  await expectAccessible(visitor);
});

test("a fingerprint that is not here says what to do", async () => {
  const answer = await visitor.goto("/verify/0000-0000-0000");
  expect(answer?.status()).toBe(404);
  await expect(heading(visitor)).toHaveText("No published text has this fingerprint");
  await expectAccessible(visitor);
  await visitor.getByRole("link", { name: "Paste it and find out which version it is" }).click();
  await expect(heading(visitor)).toHaveText("Which version is this?");
});

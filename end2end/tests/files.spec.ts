import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { expect, test, type Page } from "@playwright/test";

import { expectAccessible } from "../support/accessibility.ts";
import { enter, unique, type Person } from "../support/group.ts";
import { approveAndPublish, save, start } from "../support/texts.ts";

const TEXT = `# The state of things

Conference notes that libraries close at five.

Conference resolves:

1. to open them until nine;

  a) on weekdays;

  b) on Saturdays;

2. to pay for it.
`;

const FIRST_BYTES: Record<string, string> = {
  ".pdf": "%PDF-1.7",
  ".clear.pdf": "%PDF-1.7",
  ".docx": "PK\u0003\u0004",
  ".clear.docx": "PK\u0003\u0004",
  ".odt": "PK\u0003\u0004",
  ".txt": "Late libraries",
  ".bare.txt": "Late libraries",
  ".numbered.txt": "Late libraries",
  ".md": "# Late libraries",
  ".html": "<!doctype html>",
  ".json": '{\n  "format": "substantive-text"',
};

test.describe.configure({ mode: "serial" });

let chair: Person;
let committee: Person[] = [];
let visitor: Page;
let title = "";
let slug = "";
let published = "";

test.beforeAll(async ({ browser }) => {
  chair = await enter(browser, "Lib Lane", "chair", "administrator");
  committee = [
    await enter(browser, "Shel Shaw", "committee"),
    await enter(browser, "Booker Bond", "committee"),
  ];
  visitor = await (await browser.newContext()).newPage();
  title = `Late libraries ${unique()}`;
});

test.afterAll(async () => {
  for (const page of [chair.page, visitor, ...committee.map((person) => person.page)]) {
    await page.context().close();
  }
});

test("a draft can be taken away by those who may read it, and says what it is", async () => {
  const { page } = chair;
  slug = await start(page, title, TEXT);
  await save(page, slug, "Later", (text) => text.replace("nine", "ten"));
  await page.goto(`/motions/${slug}/versions/1`);
  const own = page.getByRole("region", { name: "Take this version away" });
  await expect(own).toContainText("Each file is marked as a draft.");
  const plain = await take(own, page, "Plain text (.txt)");
  expect(plain.name).toBe(`${slug}-version-1-draft.txt`);
  expect(plain.text).toContain("Status: DRAFT: not published");
  expect(plain.text).toContain("until nine");
  for (const ending of Object.keys(FIRST_BYTES).filter((ending) => ending !== ".bare.txt")) {
    const address = `/motions/${slug}/versions/1${ending}`;
    const open = await page.request.get(address);
    expect(open.status(), address).toBe(200);
    expect(open.headers()["cache-control"], address).toBe("private, no-store");
    expect((await visitor.request.get(address)).status(), address).toBe(404);
  }
});

test("every link of the published page is a file, and the fingerprint holds", async () => {
  const { page } = chair;
  await page.goto("/group");
  await page.getByLabel("Imprint").fill("The Example Group, 1 Example Street, Exampleton EX1 1EX");
  await page.getByRole("button", { name: "Save" }).click();
  await approveAndPublish([...committee.map((person) => person.page), page], slug);
  published = new URL(page.url()).pathname;
  await visitor.goto(published);
  const away = visitor.getByRole("region", { name: "Take it away" });
  await away.getByText("More forms").click();
  await expectAccessible(visitor);
  const fingerprint = ((await visitor.locator(".hash").first().textContent()) ?? "").replaceAll(" ", "");
  const links = away.getByRole("link");
  await expect(links).toHaveCount(Object.keys(FIRST_BYTES).length);
  for (const link of await links.all()) {
    const name = (await link.textContent()) ?? "";
    const file = await take(away, visitor, name);
    const ending = file.name.slice(file.name.indexOf("."));
    expect(file.name, name).toBe(`${published.split("/")[2]}-version-2${ending}`);
    expect(file.text.startsWith(FIRST_BYTES[ending] ?? "nothing like it"), name).toBe(true);
    if (ending === ".txt") {
      expect(sha256(file.text.slice(0, file.text.indexOf("\n-- \n") + 1))).toBe(fingerprint);
    } else if (ending === ".bare.txt") {
      expect(sha256(file.text)).toBe(fingerprint);
    } else if (ending === ".json") {
      const data = JSON.parse(file.text) as { title: string; text: string; fingerprint: { value: string } };
      expect(sha256(`${data.title}\n\n${data.text}`)).toBe(fingerprint);
      expect(data.fingerprint.value).toBe(fingerprint);
    } else if (ending === ".html" || ending === ".md" || ending === ".numbered.txt") {
      expect(file.text, name).toContain(fingerprint);
      expect(file.text, name).not.toContain("DRAFT");
    }
  }
});

test("the web page that was taken away reads by itself", async ({ browser }) => {
  const file = await (await visitor.request.get(`${published}.html`)).text();
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.setContent(file);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(page.getByRole("article")).toContainText("to open them until ten;");
  await expect(page.getByRole("listitem").filter({ hasText: "on Saturdays" }).last()).toHaveText("b) on Saturdays;");
  await expect(page.getByRole("img", { name: /^QR code with the address/ })).toBeVisible();
  // It is the same document whether or not scripts run: it is examined once.
  if (test.info().project.use.javaScriptEnabled !== false) {
    await expectAccessible(page);
  }
  expect(asked.filter((url) => !url.startsWith("about:"))).toEqual([]);
  await context.close();
});

test("whoever wants a large file is told how far it is, until the download begins", async () => {
  test.setTimeout(240_000);
  const { page } = chair;
  const paragraph = "Conference notes that halls, buses and warm homes belong to those who live there. ".repeat(4).trim();
  const section = (n: number) => `# Section ${n}\n\n${`${paragraph}\n\n`.repeat(11)}1. to open them;\n\n2. to pay for it.\n\n`;
  const long = await start(
    page,
    `A long manifesto ${unique()}`,
    Array.from({ length: 64 }, (_, n) => section(n + 1)).join(""),
  );
  const version = `/motions/${long}/versions/1`;
  // A page that stands still can be looked at closely.
  const first = await page.goto(`${version}.clear.pdf?look=still`);
  expect(first?.status()).toBe(202);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^The file is (being made|waiting for its turn)$/);
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expect(page.getByText("This page does not look again by itself.")).toBeVisible();
  await expectAccessible(page);
  expect((await visitor.request.get(`${version}.clear.pdf?look=again`)).status()).toBe(404);
  // From here nobody presses anything more.
  const download = page.waitForEvent("download", { timeout: 90_000 });
  await page.getByRole("link", { name: "Look by itself" }).click();
  const itself = await download;
  expect(itself.suggestedFilename()).toBe(`${long}-version-1-draft.clear.pdf`);
  expect(readFileSync(await itself.path(), "latin1").startsWith("%PDF-1.7")).toBe(true);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The file is ready");
  await expectAccessible(page);

  // Whoever needs time looks when they like.
  await page.goto(`${version}.pdf?look=still`);
  const save = page.getByRole("link", { name: "Save the file" });
  const again = page.getByRole("link", { name: "Look again" });
  await expect(async () => {
    if (await again.isVisible()) {
      await again.click();
    }
    await expect(save).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 90_000 });
  const [pressed] = await Promise.all([page.waitForEvent("download"), save.click()]);
  expect(pressed.suggestedFilename()).toBe(`${long}-version-1-draft.pdf`);
});

/** A file from the page, by its link. */
async function take(
  from: ReturnType<Page["locator"]>,
  page: Page,
  link: string,
): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    from.getByRole("link", { name: link, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

import { expect, test, type Page } from "@playwright/test";

import { expectAccessible } from "../support/accessibility.ts";
import { invite, mailTo } from "../support/group.ts";
import { serveAnew, type OwnSite } from "../support/own.ts";

/** As a chair has it in a mail: the title first, typed bullets, a count of its own. */
const PASTED = `Warm homes for those who rent

This branch notes that one rented home in five is cold and damp.

This branch believes that everybody should be able to afford to be warm.

This branch resolves to:
• ask the council to inspect every rented home before winter
• send this motion to the CLP

(45 words)`;

const PHONE = { width: 390, height: 800 };

test.describe.configure({ mode: "serial" });

// Nobody has done anything here: what somebody meets who sets the program up for their group.
let site: OwnSite;
let chair: Page;
let second: Page;
let published = "";

test.beforeAll(async ({ browser }) => {
  site = await serveAnew();
  const context = await browser.newContext({ baseURL: site.url, viewport: PHONE });
  chair = await context.newPage();
  second = await (await browser.newContext({ baseURL: site.url, viewport: PHONE })).newPage();
});

test.afterAll(async () => {
  for (const page of [chair, second]) {
    await page?.context().close();
  }
  await site?.stop();
});

async function fits(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, `${page.url()} is wider than a phone`).toBe(0);
}

test("whoever sets it up is told what comes first", async () => {
  await chair.goto(invite("Chair", "chair@example.org", ["administrator", "chair"], site));
  await chair.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  const steps = chair.getByRole("region", { name: "First steps" });
  await expect(steps.getByRole("listitem")).toHaveCount(3);
  await expect(steps).toContainText("The committee has one member; at least 2 have to vote");
  await fits(chair);
  await expectAccessible(chair);
});

test("the group says who it is, and how many days it usually takes", async () => {
  await chair.getByRole("link", { name: "Say who you are" }).click();
  await chair.getByLabel("Name of the group").fill("Tenants together");
  await chair.getByLabel("Imprint").fill("Tenants together, 1 Example Street, Exampleton EX1 1EX");
  await chair.getByRole("button", { name: "Save", exact: true }).click();
  await expect(chair.getByRole("status")).toHaveText("The change has been saved.");
  await chair.getByLabel("From the close of the portal to the conference").fill("many");
  await chair.getByRole("button", { name: "Use these days" }).click();
  await expect(chair.getByRole("alert").getByRole("link")).toHaveText("Type a whole number from 0 to 365.");
  await expect(chair.getByLabel("Imprint")).toHaveValue(/^Tenants together/);
  await chair.getByLabel("From the close of the portal to the conference").fill("10");
  await chair.getByRole("button", { name: "Use these days" }).click();
  await expect(chair.getByRole("status")).toHaveText("New texts take these days from now on.");
  await fits(chair);
  await expectAccessible(chair);
  await chair.goto("/");
  await expect(chair.getByRole("listitem").filter({ hasText: "Say who you are" })).toContainText("Done.");
});

test("a second person of the committee is invited, and comes by the link in the mail", async () => {
  await chair.getByRole("link", { name: "Invite the committee" }).click();
  await chair.getByLabel("Name", { exact: true }).fill("Second");
  await chair.getByLabel("E-mail address").fill("second@example.org");
  await chair.getByRole("checkbox", { name: "Committee member" }).check();
  await chair.getByRole("button", { name: "Send the invitation" }).click();
  await fits(chair);
  const [link] = await mailTo("second@example.org", /\/sign-in\/link\/[0-9a-f]{64}/, site);
  await second.goto(link);
  await second.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("Hello, Second");
  await expect(second.getByRole("heading", { name: "First steps" })).toHaveCount(0);
});

test("a pasted motion is saved, and its page says what comes next", async () => {
  await chair.goto("/");
  await chair.getByRole("link", { name: "Start the first text" }).click();
  await chair.getByRole("textbox", { name: "The text", exact: true }).fill(PASTED);
  await chair.getByRole("button", { name: "Continue" }).click();
  await expect(chair.getByRole("textbox", { name: "Title", exact: true })).toHaveValue("Warm homes for those who rent");
  await fits(chair);
  await chair.getByRole("button", { name: "Save as version 1" }).click();
  await expect(chair.getByRole("heading", { level: 1 })).toHaveText("Warm homes for those who rent");
  await fits(chair);
  await expectAccessible(chair);
});

test("its days are reckoned from the conference alone", async () => {
  await chair.getByRole("link", { name: "Say for which conference it is" }).click();
  await chair.getByLabel("Conference", { exact: true }).fill("annual conference 2091");
  await chair.getByLabel("First day of the conference").fill("2091-09-23");
  await chair.getByRole("button", { name: "Work the days out" }).click();
  const row = chair.getByRole("row").filter({ hasText: "Motions must be in" });
  await expect(row).toContainText("Thursday 13 September 2091");
  await expect(row).toContainText("Worked out by the usual days");
  await fits(chair);
  await expectAccessible(chair);
});

test("two votes approve it, and it is published", async () => {
  await chair.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link").last().click();
  await chair.getByRole("link", { name: "Or vote on it at once" }).click();
  const decision = chair.url();
  for (const page of [chair, second]) {
    await page.goto(decision);
    await page.getByRole("radio", { name: "For: I approve it" }).check();
    await page.getByRole("button", { name: "Give my vote" }).click();
  }
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("Version 1 is approved");
  await fits(second);
  await chair.goto(decision);
  await chair.getByRole("button", { name: "Publish version 1" }).click();
  await expect(chair).toHaveURL(/\/published\//);
  published = new URL(chair.url()).pathname;
  await fits(chair);
});

test("anybody takes it away, and the first steps are done", async ({ browser }) => {
  const visitor = await (await browser.newContext({ baseURL: site.url, viewport: PHONE })).newPage();
  await visitor.goto("/");
  await visitor.getByRole("link", { name: "Warm homes for those who rent" }).click();
  await expect(visitor).toHaveURL(new RegExp(`${published}$`));
  for (const form of ["pdf", "docx", "txt"]) {
    const file = await visitor.request.get(`${published}.${form}`);
    expect(file.status(), form).toBe(200);
    expect((await file.body()).length, form).toBeGreaterThan(300);
  }
  await visitor.context().close();
  await chair.goto("/");
  await expect(chair.getByRole("heading", { name: "First steps" })).toHaveCount(0);
});

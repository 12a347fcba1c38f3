import { expect, test, type Page } from "@playwright/test";

import { expectAccessible } from "../support/accessibility.ts";
import { enterAt, mailTo, type Person } from "../support/group.ts";
import { serveAnew, type OwnSite } from "../support/own.ts";
import { approveAndPublish, start } from "../support/texts.ts";

const BRIDGES = `Conference notes that the footbridge has been closed for two winters.

Conference calls on the council to:

- open the footbridge before the next one;

- inspect it every spring.
`;

const CLP = "Bridgetown CLP";

test.describe.configure({ mode: "serial" });

// The demonstration writes to nobody, so this story has a server of its own.
let site: OwnSite;
let chair: Person;
let second: Person;
let secretary: Page;
let published = "";
let report = "";
let link = "";

test.beforeAll(async ({ browser }) => {
  site = await serveAnew();
  chair = await enterAt(site, browser, "Heron Hill", "chair", "administrator");
  second = await enterAt(site, browser, "Ibis Inn", "committee");
  secretary = await (await browser.newContext({ baseURL: site.url })).newPage();
});

test.afterAll(async () => {
  for (const page of [chair?.page, second?.page, secretary]) {
    await page?.context().close();
  }
  await site?.stop();
});

/** The newest link to the secretary, other than the last one. */
async function sent(before = "none"): Promise<string> {
  const [found] = await mailTo("secretary@example.org", new RegExp(`(?!${before}\\b)/confirm/[0-9a-f]{64}`), site);
  return found;
}

async function ask(page: Page): Promise<void> {
  await page.goto(report);
  const details = page.locator("details").filter({ has: page.getByText("Ask the party’s secretary") });
  await details.locator("summary").click();
  await details.getByLabel("The secretary’s e-mail address").fill("secretary@example.org");
  await details.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("status")).toHaveText("The link is on its way to the secretary.");
}

test("a report is made, and the committee asks the secretary", async () => {
  const { page } = chair;
  await page.goto("/group");
  await page.getByLabel("Imprint").fill("The Bridge Group, 1 Example Street, Exampleton EX1 1EX");
  await page.getByLabel("How to reach the group").fill("bridges@example.org");
  await page.getByLabel("Votes that a decision needs").fill("2");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const slug = await start(page, "A footbridge that stays open", BRIDGES);
  published = await approveAndPublish([second.page, page], slug);
  await page.goto(`/motions/${slug}/adoptions/new`);
  await page.getByLabel("Constituency party (CLP)").fill(CLP);
  await page.getByLabel("For which conference?").fill("Annual conference 2091");
  await page.getByRole("radio", { name: "Passed in its own words" }).check();
  await page.locator("details#words > summary").click();
  await page.getByLabel("The words that were passed").fill(BRIDGES.replace("every spring", "every month"));
  await page.getByRole("button", { name: "Save the report" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(CLP);
  report = new URL(page.url()).pathname;
  await ask(page);
  link = await sent();
});

test("opening the link spends nothing, however often", async () => {
  for (let times = 0; times < 3; times += 1) {
    await secretary.goto(link);
    await expect(secretary.getByRole("heading", { level: 1 })).toHaveText(`Is this what ${CLP} did?`);
  }
  await expect(secretary.getByText("Passed in its own words")).toBeVisible();
  await secretary.getByText("Read the words that we were told").click();
  await expect(secretary.getByLabel("The words that the party passed")).toContainText("inspect it every month");
  await expectAccessible(secretary);
  await chair.page.goto(report);
  await expect(chair.page.locator(".head").getByText("Reported, not confirmed")).toBeVisible();
});

test("the secretary confirms, and says who may know", async () => {
  await secretary.getByRole("radio", { name: "Everybody" }).check();
  await secretary.getByRole("button", { name: "Yes, that is right" }).click();
  await expect(secretary.getByRole("heading", { level: 1 })).toHaveText("Thank you");
  await expect(secretary.locator(".lede")).toHaveText("The report is confirmed.");
  await expectAccessible(secretary);
  const { page } = chair;
  await page.goto(report);
  await expect(page.locator(".head").getByText("Confirmed by the party’s secretary")).toBeVisible();
  await secretary.goto(`${published}/adoptions`);
  await expect(secretary.getByRole("heading", { name: CLP })).toBeVisible();
});

test("a link that was used says so, and so does one that never was", async () => {
  for (const path of [link, `/confirm/${"0".repeat(64)}`]) {
    await secretary.goto(path);
    await expect(secretary.getByRole("heading", { level: 1 })).toHaveText("This link has been used or has run out");
    await expect(secretary.getByText("write to bridges@example.org")).toBeVisible();
    await expect(secretary.getByRole("button")).toHaveCount(0);
  }
  await expectAccessible(secretary);
});

test("the party changes its mind: it is gone from the page at once", async () => {
  const { page } = chair;
  await page.goto(report);
  await page.getByText("Change this").click();
  await page.getByRole("radio", { name: "Only the committee" }).check();
  await page.getByRole("region", { name: "Who may know" }).getByRole("button", { name: "Save" }).click();
  await secretary.goto(`${published}/adoptions`);
  expect(await secretary.content()).not.toContain(CLP);
});

test("another report: something is wrong, and it is put right", async () => {
  await chair.page.goto(report.replace(/1$/, "new"));
  await chair.page.getByLabel("Constituency party (CLP)").fill("Brookside CLP");
  await chair.page.getByLabel("For which conference?").fill("Annual conference 2091");
  await chair.page.getByRole("radio", { name: "Passed word for word" }).check();
  await chair.page.getByRole("button", { name: "Save the report" }).click();
  report = new URL(chair.page.url()).pathname;
  await ask(chair.page);
  link = await sent(link);
  await secretary.goto(link);
  await secretary.getByText("Something is wrong").click();
  await secretary.getByRole("button", { name: "Put it right" }).click();
  await expect(secretary.getByRole("alert").getByRole("link")).toHaveText(["Choose what is right.", "Say why, in a line."]);
  await expectAccessible(secretary);
  await secretary.getByLabel("What is right?").selectOption({ label: "None of it happened: take the report back" });
  await secretary.getByLabel("What was wrong?").fill("That was our neighbours.");
  await secretary.getByRole("button", { name: "Put it right" }).click();
  await expect(secretary.locator(".lede")).toHaveText("What you said is on record, and the group sees it.");
  const { page } = chair;
  await page.goto(report);
  await expect(page.locator(".head").getByText("Reported by mistake")).toBeVisible();
  const history = page.getByRole("region", { name: "What has happened" });
  await expect(history).toContainText("That was our neighbours.");
  await expect(history).toContainText("by the secretary of the party");
});

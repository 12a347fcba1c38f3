import { createHash } from "node:crypto";
import { mkdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test, type Page } from "@playwright/test";

import { expectAccessible } from "../support/accessibility.ts";
import { enter, unique, type Person } from "../support/group.ts";
import { approveAndPublish, save } from "../support/texts.ts";

test.describe.configure({ mode: "serial" });

// A group has one manifesto, and an edition is of all of it: of two runs on one server, one waits.
const lock = join(
  tmpdir(),
  `manifesto-story-${createHash("sha256").update(process.env.SUBSTANTIVE_DATABASE_URL ?? "").digest("hex").slice(0, 16)}`,
);

const word = unique();
// An abbreviation that nobody else uses.
const short = `Q${[...word].slice(0, 3).map((digit) => "ABCDEFGHIJKLMNOP"[parseInt(digit, 16)]).join("")}`;
// A figure as well.
const count = (10_000 + parseInt(word.slice(0, 4), 16)).toLocaleString("en-GB");
const harbour = `Open the harbour wall to walkers ${word}`;
const lamps = `Light the coast path ${word}`;

const TEXTS = [
  [harbour, `The wall was shut in 2021, and the ${short} has never said why. The council should ensure that it opens.`],
  [
    lamps,
    `## When it is dark

There are ${count} lamps on the path, and few of them work. We ensure nothing that we cannot pay for.`,
  ],
] as const;

let chair: Person;
let others: Person[] = [];
let member: Person;
let slug = "";
let document = "";
let first = 0;
let held = false;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  await expect
    .poll(
      () => {
        try {
          mkdirSync(lock);
          held = true;
          return true;
        } catch {
          return false;
        }
      },
      { timeout: 240_000, message: `another run holds ${lock}` },
    )
    .toBe(true);
  chair = await enter(browser, "Wally Wall", "chair");
  others = [
    await enter(browser, "Lana Lamp", "committee"),
    await enter(browser, "Stacey Step", "committee"),
  ];
  member = await enter(browser, "Peta Path", "member");
});

test.afterAll(async () => {
  if (held) {
    rmdirSync(lock);
  }
  for (const { page } of [chair, ...others, member]) {
    await page.context().close();
  }
});

/** A finding on the page of the checks. */
function finding(page: Page, words: string) {
  return page.locator(".findings > li").filter({ hasText: words });
}

/** Sets a finding aside. */
async function setAside(page: Page, words: string, reason: string): Promise<void> {
  await page.goto("/manifesto/checks");
  await finding(page, words).first().getByRole("link", { name: "Set it aside" }).click();
  await page.getByLabel("Why is it right as it is?").fill(reason);
  await page.getByRole("button", { name: "Set it aside" }).click();
  await expect(page.getByLabel("Why is it right as it is?")).toHaveCount(0);
}

/** Assembles an edition of what is proposed; answers with its number. */
async function assemble(page: Page, note: string): Promise<number> {
  await page.goto("/manifesto/editions/new");
  await page.getByLabel("What is new in this edition?").fill(note);
  await page.getByRole("button", { name: /^Assemble edition/ }).click();
  await expect(page.locator(".kicker")).toHaveText(/^Edition \d+$/);
  return Number(new URL(page.url()).pathname.split("/").at(-1));
}

test("sections are put into the manifesto, which shows the way to what is about all of it", async () => {
  const { page } = chair;
  for (const [heading, text] of TEXTS) {
    await page.goto("/manifesto/new");
    await page.getByLabel("Heading", { exact: true }).fill(heading);
    await page.getByLabel(/line in the list/).fill(heading);
    await page.getByRole("radio", { name: "Draft", exact: true }).check();
    await page.getByLabel(/What there is of the text/).fill(text);
    await page.getByRole("button", { name: "Put it into the manifesto" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(heading);
  }
  await page.goto("/manifesto");
  await expect(page.getByRole("link", { name: harbour })).toBeVisible();
  await expect(page.getByRole("link", { name: lamps })).toBeVisible();
  const around = page.getByRole("navigation", { name: "Pages about the manifesto" });
  await expect(around.getByRole("link", { name: /^Checks \(\d+\)$/ })).toBeVisible();
  await expect(around.getByRole("link", { name: /^Editions \(\d+\)$/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: harbour }).click();
  slug = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await expect(page.getByRole("article")).toContainText("The council should ensure that it opens.");
  await expectAccessible(page);
});

test("the checks find an abbreviation; it is set aside with a reason, and comes back when asked", async () => {
  const { page } = chair;
  await page.goto("/manifesto/checks");
  await expectAccessible(page);
  await expect(finding(page, `“${short}” is not explained.`)).toContainText(short);
  await finding(page, short).getByRole("link", { name: "Set it aside" }).click();
  await page.getByRole("button", { name: "Set it aside" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveText(/reason|line/i);
  await page.getByLabel("Why is it right as it is?").fill(`Everybody on the coast knows the ${short}.`);
  await page.getByRole("button", { name: "Set it aside" }).click();
  await expect(finding(page, short)).toHaveCount(0);

  await page.getByRole("link", { name: /^Set aside \(/ }).click();
  await expect(finding(page, short)).toContainText(chair.name);
  await expectAccessible(page);
  await finding(page, short).getByRole("button", { name: "Take it up again" }).click();
  await expect(finding(page, short)).toHaveCount(0);
  await setAside(page, short, `Everybody on the coast knows the ${short}.`);

  // A member reads all of it, and settles nothing.
  await member.page.goto("/manifesto/checks?show=aside");
  await expect(finding(member.page, short)).toContainText("Everybody on the coast");
  await expect(member.page.getByRole("button", { name: "Take it up again" })).toHaveCount(0);
});

test("the figure ledger shows where figures stand, and takes a source", async () => {
  const { page } = chair;
  await page.goto("/manifesto/checks?show=figures");
  const row = page.getByRole("row").filter({ hasText: `There are ${count} lamps` }).first();
  await expect(row).toContainText("None named");
  await row.getByRole("link", { name: /^Note a source/ }).click();
  await page.getByLabel("Source", { exact: true }).fill(`Lamp count ${word}`);
  await page.getByLabel("Its date (optional)").fill("2026-03-02");
  await page.getByRole("button", { name: "Note it" }).click();
  await expect(page.getByRole("row").filter({ hasText: `Lamp count ${word}, 2 March 2026` }).first()).toBeVisible();
  await expectAccessible(page);
});

test("an edition is assembled, approved and published", async () => {
  const { page } = chair;
  // What else stands in the manifesto may hold what no edition may hold.
  for (;;) {
    await page.goto("/manifesto/checks");
    const blocking = finding(page, "No edition can be assembled with it.");
    if ((await blocking.count()) === 0) {
      break;
    }
    await setAside(page, "No edition can be assembled with it.", "Agreed by both drafting groups.");
  }
  await page.goto("/manifesto/editions/new");
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Assemble edition/ }).click();
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(1);
  first = await assemble(page, `For the spring meeting ${word}`);
  await expect(page.getByRole("link", { name: harbour })).toBeVisible();
  await expectAccessible(page);
  const decision = await page.getByRole("link", { name: "Decision and publication" }).getAttribute("href");
  document = decision?.split("/")[2] ?? "";
  const published = await approveAndPublish([...others.map((person) => person.page), page], document);
  await page.goto(published);
  await expect(page.getByRole("main")).toContainText("The council should ensure that it opens.");
  await page.goto("/manifesto/editions");
  await expect(page.getByRole("listitem").filter({ hasText: `For the spring meeting ${word}` })).toContainText("Published");
  await expectAccessible(page);
});

test("a second edition is compared with the first: contents, words, and who asked for it", async () => {
  const { page } = chair;
  await save(page, slug, `Asked for by the walkers ${word}`, (text) => text.replace("should ensure", "must ensure"));
  await page.goto(`/manifesto/editions/compare/${first}..now`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("to the sections now");
  const next = await assemble(page, `For the autumn meeting ${word}`);
  await page.getByRole("link", { name: `What changed since edition ${first}` }).click();
  await expect(page).toHaveURL(new RegExp(`/compare/${first}\\.\\.${next}$`));
  const row = page.getByRole("row").filter({ hasText: harbour });
  await expect(row).toContainText("Changed");
  await row.getByRole("link", { name: harbour }).click();
  const change = page.locator(".edition-change").filter({ hasText: harbour });
  await expect(change.locator("del")).toContainText("should");
  await expect(change.locator("ins")).toContainText("must");
  await expect(change.locator(".asked")).toContainText(chair.name);
  await expect(change.locator(".asked")).toContainText(`Asked for by the walkers ${word}`);
  await expectAccessible(page);
  // What did not change is in the contents alone.
  await expect(page.locator(".edition-change").filter({ hasText: lamps })).toHaveCount(0);
  await expect(page.getByRole("row").filter({ hasText: lamps })).toContainText("As it was");
});

test("members see what the manifesto needs of them", async () => {
  const wanted = `Clean the slipway ${word}`;
  await chair.page.goto("/manifesto/new");
  await chair.page.getByLabel("Heading", { exact: true }).fill(wanted);
  await chair.page.getByRole("radio", { name: "Wanted", exact: true }).check();
  await chair.page.getByRole("button", { name: "Put it into the manifesto" }).click();
  await expect(chair.page.getByRole("heading", { level: 1 })).toContainText(wanted);

  const { page } = member;
  await page.goto("/manifesto/wanted");
  const entry = page.getByRole("listitem").filter({ hasText: wanted });
  await expect(entry.getByRole("link", { name: "Write it" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "New to you" })).toBeVisible();
  await expectAccessible(page);
  await entry.getByRole("link", { name: "Write it" }).click();
  await expect(page).toHaveURL(/\/edit$/);
});

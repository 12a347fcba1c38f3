import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "@playwright/test";

import { enter, unique, type Person } from "../support/group.ts";
import { approveAndPublish, closeRound, comment, giveView, openRound, save, start } from "../support/texts.ts";

/** The group's own documents. They are not ours to hand on, so a clone of this repository has none of them. */
const FOLDER = fileURLToPath(new URL("../../../shared/seeds/", import.meta.url));
const RESOLUTION = `${FOLDER}000_b826e835983feb09.txt`;
const MANIFESTO = `${FOLDER}004_a3cc954a7ac4a876.txt`;

if (existsSync(RESOLUTION) && existsSync(MANIFESTO)) {
  stories();
} else {
  console.log("The story on the group's own documents did not run: there is no folder ../shared/seeds.");
}

/** Lines of a file, the first and the last counted from 1. */
function lines(file: string, first: number, last: number): string[] {
  return readFileSync(file, "utf8").split("\n").slice(first - 1, last);
}

function stories(): void {
  let committee: Person[];
  let member: Person;

  test.beforeAll(async ({ browser }) => {
    committee = [];
    for (const name of ["Ash Abbot", "Blair Boyd", "Chris Cope"]) {
      committee.push(await enter(browser, name, "committee"));
    }
    const chair = await enter(browser, "Dana Dean", "chair");
    await chair.page.goto("/group");
    await chair.page.getByLabel("Imprint").fill("The Example Group, 1 Example Street, Exampleton EX1 1EX");
    await chair.page.getByLabel("Votes that a decision needs").fill("3");
    await chair.page.getByRole("button", { name: "Save" }).click();
    await chair.page.context().close();
    member = await enter(browser, "Eden Ellis", "member");
  });

  test.afterAll(async () => {
    for (const { page } of [...committee, member]) {
      await page.context().close();
    }
  });

  test("the model resolution goes from the mail to the delegate's file", async ({ browser }) => {
    const page = first(committee).page;
    await page.goto("/motions/new");
    const pasted = lines(RESOLUTION, 51, 84).join("\n");
    await page.getByRole("textbox", { name: "The text", exact: true }).fill(pasted);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByText("The text says of itself that it has 246 words.")).toBeVisible();
    const title = page.getByRole("textbox", { name: "Title", exact: true });
    expect(pasted.startsWith(await title.inputValue())).toBe(true);
    await title.fill(`${await title.inputValue()} ${unique()}`);
    await page.getByRole("button", { name: "Save as version 1" }).click();
    await expect(page.locator(".factline")).toContainText("246 of 250 words");
    // The source's own count agrees, so the page has nothing to say about it.
    await expect(page.getByText("The source says")).toHaveCount(0);
    await expect(page.getByRole("article").getByRole("listitem")).toHaveCount(8);

    const slug = new URL(page.url()).pathname.split("/")[2] ?? "";
    await save(page, slug, "The newest figure", (text) => text.replace("£700m", "£710m"));
    await expect(page.locator(".lede")).toHaveText("As many words as before: 1 change of figures.");
    await openRound(page, slug, "Should we support this resolution?");
    await giveView(member.page, slug, "Support", "It asks for what is needed.");
    await comment(member.page, slug, "Is this the figure of this year?", 1);
    await closeRound(page, slug, "All have answered");
    const address = await approveAndPublish(committee.map((person) => person.page), slug);

    const visitor = await (await browser.newContext()).newPage();
    await visitor.goto(address);
    const fingerprint = ((await visitor.locator(".hash").first().textContent()) ?? "").replaceAll(" ", "");
    const file = await (await visitor.request.get(`${address}.txt`)).text();
    const whole = file.slice(0, file.indexOf("\n-- \n") + 1);
    expect(createHash("sha256").update(whole).digest("hex")).toBe(fingerprint);
    expect(file).toContain("246 of 250 words");
    await visitor.context().close();
  });

  test("the two texts for the manifesto differ as a careful reader says", async () => {
    const page = first(committee.slice(1)).page;
    // Each line is a paragraph in this file; the heading is part of what is compared.
    const [old, now] = [lines(MANIFESTO, 46, 63).join("\n\n"), lines(MANIFESTO, 129, 146).join("\n\n")];
    const slug = await start(page, `Unleashing ${unique()}`, "");
    await save(page, slug, "As it was sent round", () => old);
    await save(page, slug, "As it came back", () => now);
    await expect(page.locator(".lede")).toHaveText(
      "7 words more: 2 changes of wording, 5 of spacing and 1 move.",
    );
    await expect(page.locator("ol.changes > li")).toHaveCount(8);
    await page.goto(`/motions/${slug}/history`);
    await expect(page.getByRole("link", { name: "+7 words, 2 wording changes, 1 move, 5 spacing changes" })).toBeVisible();
  });
}

function first<T>(of: readonly T[]): T {
  const [one] = of;
  if (one === undefined) {
    throw new Error("there is none");
  }
  return one;
}

import { expect, test, type Browser, type Page } from "@playwright/test";

import { expectAccessible } from "../support/accessibility.ts";
import { buildAndSend, group } from "../support/composites.ts";
import { crawl, kind, links, type Found } from "../support/crawl.ts";
import { enter, unique, type Person } from "../support/group.ts";
import { approveAndPublish, closeRound, comment, giveView, openRound, save, start, vote } from "../support/texts.ts";

const TEXT = `# The state of things

Conference notes that trams are rare.

Conference believes:

- that rails are quiet
- that wires are cheap

Conference resolves to lay 300 miles of them.
`;

/** Pages to which no link leads, or only from a mail. */
const UNLINKED = ["/sign-in/link/spent", "/sign-in/code/00000000-0000-0000-0000-000000000000", "/no/such/page"];

/** Pages that between them show every color; these are looked at in the dark as well. */
const DARK =
  /^\/$|(new|edit|compare\/:range|comments|amendments(\/.*)?|build|sheet\/:n|round open|decision closed|published\/:slug.*)$/;

// A crawl asks for hundreds of pages; these limits end what hangs, and measure no speed.
test.describe.configure({ timeout: 360_000 });

let chair: Person;
let member: Person;
let visitor: Page;

test.beforeAll(async ({ browser }) => {
  chair = await enter(browser, "Jo Judd", "chair", "administrator");
  member = await enter(browser, "Lee Lamb", "member");
  visitor = await (await browser.newContext()).newPage();
  await everyState(browser);
});

test.afterAll(async () => {
  for (const page of [chair.page, member.page, visitor]) {
    await page.context().close();
  }
});

/** Texts in every state that a page may show. */
async function everyState(browser: Browser): Promise<void> {
  const committee = [await enter(browser, "Max Mott", "committee"), await enter(browser, "Nat Neal", "committee")];
  const { page } = chair;
  await page.goto("/group");
  await page.getByLabel("Imprint").fill("The Example Group, 1 Example Street, Exampleton EX1 1EX");
  await page.getByRole("button", { name: "Save" }).click();

  await start(page, `Over the limit ${unique()}`, `${TEXT}\n${"word ".repeat(260)}`);
  const asked = await start(page, `Asked ${unique()}`, TEXT);
  await save(page, asked, "Moved and changed", (text) => `${text.replace("300", "400").replace("# The state of things\n\n", "")}\nA last word.\n`);
  await openRound(page, asked, "Should trams come back?");
  await giveView(member.page, asked, "Oppose", "Rails are dear.");
  await comment(member.page, asked, "Which wires?", 2);

  await amend(member.page, asked, "400", "600");
  await amend(member.page, asked, "400", "700");
  await amend(chair.page, asked, "400", "700");
  for (const number of [1, 2]) {
    await page.goto(`/motions/${asked}/amendments/${number}`);
    await page.getByRole("radio", { name: "In order: put it before the members" }).check();
    await page.getByRole("button", { name: "Record it" }).click();
  }
  await save(page, asked, "Fewer", (text) => text.replace("400", "350"));

  const closed = await start(page, `Closed ${unique()}`, TEXT);
  await openRound(page, closed, "Is this enough?");
  await giveView(member.page, closed, "Support", "");
  await closeRound(page, closed, "All have answered");
  await vote(page, closed, "Against", "Not yet.");

  const published = await start(page, `Published ${unique()}`, TEXT);
  const voters = [...committee.map((person) => person.page), page];
  await approveAndPublish(voters, published);
  await save(page, published, "More of them", (text) => text.replace("300", "500"));
  await approveAndPublish(voters, published);
  await page.getByText("Withdraw this text").click();
  await page.getByLabel("Reason", { exact: true }).fill("Overtaken.");
  await page.getByRole("button", { name: "Withdraw it" }).click();
  const body = TEXT.slice(TEXT.indexOf("Conference"));
  const motion = (name: string, text: string) => ({ name, body: `Branch of ${name}`, text });
  const pair = [motion("Motion 1", body), motion("Motion 2", body.replace("300", "400"))] as const;
  await group(page, `Grouped ${unique()}`, pair);
  const sent = await group(page, `Sent ${unique()}`, pair);
  await member.page.goto(`/composites/${sent}/source/2`);
  await member.page.getByText("Draw a red line on clause 5").click();
  await member.page.locator("#c5").getByLabel("Why must it stay as it is?").fill("400 are too few already.");
  await member.page.locator("#c5").getByRole("button", { name: "Draw the red line" }).click();
  await buildAndSend(page, sent, ["Motion 1 clause 1", "Motion 1 clause 5"]);
  for (const person of committee) {
    await person.page.context().close();
  }
}

/** Proposes an amendment by a copy of the text, and hands it in. */
async function amend(page: Page, slug: string, from: string, to: string): Promise<void> {
  await page.goto(`/motions/${slug}/amendments/new?way=copy`);
  const field = page.getByLabel("The text as you want it");
  await field.fill((await field.inputValue()).replace(from, to));
  await page.getByRole("button", { name: "Save and hand in" }).click();
  await expect(page.getByRole("status")).toContainText("It is handed in.");
}

/** Expects every link to lead somewhere, and to a place that is on the page there. */
function expectNoDeadLinks(found: Map<string, Found>): void {
  const dead = [...found.values()].filter(({ status, from }) => status >= 400 && from !== "");
  expect.soft(dead.map(({ address, status, from }) => `${status} ${address} from ${from}`)).toEqual([]);
  const lost = [...found.values()].flatMap(({ address: from, body }) =>
    links(body)
      .filter(({ place }) => place !== "")
      .filter(({ address, place }) => !found.get(address)?.body.includes(`id="${place}"`))
      .map(({ address, place }) => `${address}#${place} from ${from}`),
  );
  expect.soft([...new Set(lost)]).toEqual([]);
}

/** Opens one page of every kind and looks at it closely. */
async function expectGoodPages(page: Page, found: Map<string, Found>): Promise<void> {
  const [wide, narrow] = [{ width: 1280, height: 800 }, { width: 320, height: 640 }];
  const scripts = test.info().project.use.javaScriptEnabled !== false;
  const origin = new URL(test.info().project.use.baseURL ?? "").origin;
  const trouble: string[] = [];
  page.on("console", (message) => {
    // The browser notes the status of a page that is not there; that is what it should have.
    if (["error", "warning"].includes(message.type()) && !message.text().includes("status of 404")) {
      trouble.push(`${page.url()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => trouble.push(`${page.url()}: ${error.message}`));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin && !request.url().startsWith("data:")) {
      trouble.push(`${page.url()} asks ${request.url()}`);
    }
  });

  const kinds = new Map<string, Found>();
  for (const one of found.values()) {
    if (one.body.startsWith("<!DOCTYPE html>") && !kinds.has(kind(one))) {
      kinds.set(kind(one), one);
    }
  }
  expect(kinds.size).toBeGreaterThan(5);
  const titles = new Map<string, string>();
  for (const one of kinds.values()) {
    const { address, body } = one;
    await test.step(address, async () => {
      await page.setViewportSize(wide);
      await page.goto(address);
      await expect(page.locator("h1"), address).toHaveCount(1);
      const title = await page.title();
      expect(title.trim(), address).not.toBe("");
      titles.set(title, address);
      await page.keyboard.press("Tab");
      await expect(page.getByRole("link", { name: "Skip to the main part" }), address).toBeFocused();

      await page.setViewportSize(narrow);
      const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect.soft(inner, `${address} is wider than the window`).toBeLessThanOrEqual(outer ?? 0);

      // A page without islands is the same document whether or not scripts run: it is examined once.
      if (scripts || body.includes("<leptos-island")) {
        await page.setViewportSize(wide);
        await expectAccessible(page);
        if (scripts && DARK.test(kind(one))) {
          await page.emulateMedia({ colorScheme: "dark" });
          await expectAccessible(page, "color-contrast");
          await page.emulateMedia({ colorScheme: "light" });
        }
      }
    });
  }
  expect(trouble).toEqual([]);
}

test("a visitor meets good pages and no dead end", async () => {
  const found = await crawl(visitor, "/", ...UNLINKED);
  expectNoDeadLinks(found);
  await expectGoodPages(visitor, found);
});

test("a member meets good pages and no dead end", async () => {
  const found = await crawl(member.page, "/");
  expectNoDeadLinks(found);
  // What is no different for a visitor has been looked at.
  for (const address of found.keys()) {
    if (/^\/(published|help|privacy|sign-in)/.test(address)) {
      found.delete(address);
    }
  }
  await expectGoodPages(member.page, found);
});

test("the chair meets good pages and no dead end", async () => {
  const found = await crawl(chair.page, "/");
  expectNoDeadLinks(found);
  for (const address of found.keys()) {
    if (/^\/(help|privacy|sign-in)/.test(address)) {
      found.delete(address);
    }
  }
  await expectGoodPages(chair.page, found);
});

import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Expects axe to find nothing wrong with the page as it is now.
 *
 * Axe is itself a script. Where scripts are off, the same document is examined in a second window that
 * may run axe but loads none of the site's own scripts. With a `rule`, only that one is examined.
 */
export async function expectAccessible(page: Page, rule?: string): Promise<void> {
  if (test.info().project.use.javaScriptEnabled !== false) {
    await examine(page, rule);
    return;
  }
  const browser = page.context().browser();
  if (!browser) {
    throw new Error("the page belongs to no browser");
  }
  const context = await browser.newContext({
    javaScriptEnabled: true,
    storageState: await page.context().storageState(),
    viewport: page.viewportSize(),
  });
  try {
    const twin = await context.newPage();
    const html = await page.content();
    await twin.route("**/*.{js,wasm}", (route) => route.abort());
    await twin.route(page.url(), (route) => route.fulfill({ contentType: "text/html", body: html }));
    await twin.goto(page.url());
    await examine(twin, rule);
  } finally {
    await context.close();
  }
}

async function examine(page: Page, rule?: string): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rule ? axe.withRules(rule) : axe.withTags(RULES)).analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.map((node) => node.target.join(" ")),
  }));
  // Soft: one run names all that is wrong.
  expect.soft(found, `axe on ${page.url()}`).toEqual([]);
}

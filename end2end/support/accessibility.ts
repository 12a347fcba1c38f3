import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Expects axe to find nothing wrong with the page as it is now.
 *
 * Axe is itself a script. Where scripts are off, the same document is examined in a second window that
 * may run axe but loads none of the site's own scripts.
 */
export async function expectAccessible(page: Page): Promise<void> {
  if (test.info().project.use.javaScriptEnabled !== false) {
    await examine(page);
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
    await examine(twin);
  } finally {
    await context.close();
  }
}

async function examine(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.map((node) => node.target.join(" ")),
  }));
  expect(found, `axe on ${page.url()}`).toEqual([]);
}

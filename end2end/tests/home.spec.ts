import { expect, test } from "@playwright/test";

import { expectAccessible } from "../support/accessibility.ts";

test("the home page answers with one heading and nothing axe objects to", async ({ page }) => {
  const response = await page.goto("/");
  expect(response?.status()).toBe(200);
  await expect(page.locator("h1")).toHaveCount(1);
  await expectAccessible(page);
});

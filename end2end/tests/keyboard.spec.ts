import { expect, test, type Locator, type Page } from "@playwright/test";

import { codeTo, enter, invite, unique } from "../support/group.ts";
import { openRound, start } from "../support/texts.ts";

/** Presses Tab until something has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      const outline = await target.evaluate((element) => getComputedStyle(element).outlineStyle);
      expect(outline, "the focus can be seen").not.toBe("none");
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${String(target)}`);
}

test("signing in, giving a view and commenting need no mouse", async ({ browser, page }) => {
  const committee = await enter(browser, "Finley Frost", "committee");
  const title = `By keyboard ${unique()}`;
  const slug = await start(committee.page, title, "Conference notes that keys are enough.\n\nConference resolves to press them.");
  await openRound(committee.page, slug, "Are keys enough?");
  await committee.page.context().close();
  const email = `gale.grant.${unique()}@example.org`;
  invite(`Gale Grant ${unique()}`, email, ["member"]);

  await page.goto("/");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the main part" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  await tabTo(page, page.getByRole("link", { name: "Sign in to read drafts and have your say" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("Your e-mail address"));
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Look in your mail");
  const code = await codeTo(email);
  await tabTo(page, page.getByLabel("The code from the mail"));
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");

  await tabTo(page, page.getByRole("region", { name: "Your view is asked" }).getByRole("link", { name: title }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Are keys enough?");
  await tabTo(page, page.getByRole("radio", { name: "Support", exact: true }));
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "Support with reservations" })).toBeChecked();
  await tabTo(page, page.getByLabel(/^Why\? \(if you like\)/));
  await page.keyboard.type("Some keys stick.");
  await tabTo(page, page.getByRole("button", { name: "Give my view" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("You said support with reservations to version 1")).toBeVisible();

  await tabTo(page, page.getByRole("navigation", { name: "This text" }).getByRole("link", { name: /^Comments/ }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("About", { exact: true }));
  await page.keyboard.press("ArrowDown");
  await tabTo(page, page.getByLabel("Your comment", { exact: true }));
  await page.keyboard.type("Which keys?");
  await tabTo(page, page.getByRole("button", { name: "Post the comment" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article")).toContainText("Which keys?");
  await expect(page.locator(".thread-on").getByRole("link", { name: "Line 1" })).toBeVisible();
});

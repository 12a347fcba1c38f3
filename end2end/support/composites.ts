import { expect, type Page } from "@playwright/test";

/** A motion to be pasted. */
export interface Motion {
  readonly name: string;
  readonly body: string;
  readonly text: string;
}

/** Groups two pasted motions; answers with the last part of the composite's address. */
export async function group(page: Page, title: string, motions: readonly [Motion, Motion]): Promise<string> {
  await page.goto("/composites/new");
  await page.getByLabel("Title of the composite").fill(title);
  for (const [index, { name, body, text }] of motions.entries()) {
    await page.locator(`#name-${index + 1}`).fill(name);
    await page.locator(`#body-${index + 1}`).fill(body);
    await page.locator(`#text-${index + 1}`).fill(text);
  }
  await page.getByRole("button", { name: "Group them" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  return new URL(page.url()).pathname.split("/")[2] ?? "";
}

/** Takes a clause of a source, on the workbench. */
export async function take(page: Page, clause: string): Promise<void> {
  await page.getByRole("button", { name: `Take ${clause}`, exact: true }).click();
  await expect(page.getByRole("button", { name: `Take ${clause}`, exact: true })).toHaveCount(0);
}

/** Takes clauses, saves them as version 2 and sends it to the sources. */
export async function buildAndSend(page: Page, slug: string, clauses: readonly string[]): Promise<void> {
  await page.goto(`/composites/${slug}/build`);
  for (const clause of clauses) {
    await take(page, clause);
  }
  await page.getByRole("button", { name: "Save as version 2" }).click();
  await page.getByRole("button", { name: "Send version 2 to its sources" }).click();
  await expect(page.locator(".head").getByText("Sent to its sources")).toBeVisible();
}

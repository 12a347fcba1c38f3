import { expect, type Page } from "@playwright/test";

/** A text of the group, by the last part of its address. */
export type Slug = string;

/** What somebody chooses in a round. */
export type Stance =
  | "Support"
  | "Support with reservations"
  | "Oppose"
  | "Need more information"
  | "Abstain";

function slugOf(page: Page): Slug {
  const slug = new URL(page.url()).pathname.split("/")[2];
  if (!slug) {
    throw new Error(`${page.url()} is no text's address`);
  }
  return slug;
}

/** Starts a text by paste, without looking at what is tidied. */
export async function start(page: Page, title: string, text: string): Promise<Slug> {
  await page.goto("/motions/new");
  await page.getByRole("textbox", { name: "The text", exact: true }).fill(text);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("textbox", { name: "Title", exact: true }).fill(title);
  await page.getByRole("button", { name: "Save as version 1" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  return slugOf(page);
}

/** Saves the next version, with `change` made to the text. */
export async function save(page: Page, slug: Slug, note: string, change: (text: string) => string): Promise<void> {
  await page.goto(`/motions/${slug}/edit`);
  const field = page.getByRole("textbox", { name: "Text", exact: true });
  const [before, after] = [await field.inputValue(), change(await field.inputValue())];
  expect(after, "the change changes something").not.toBe(before);
  await field.fill(after);
  await page.getByLabel("What did you change, and why?").fill(note);
  await page.getByRole("button", { name: /^Save as version/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("What changed from version");
}

/** A day some weeks ahead, as a date field wants it. */
export function dayAhead(): string {
  return new Date(Date.now() + 21 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}

/** Opens a round that closes in three weeks. */
export async function openRound(page: Page, slug: Slug, question: string): Promise<void> {
  await page.goto(`/motions/${slug}/round/new`);
  await page.getByLabel("What do you ask?").fill(question);
  await page.getByLabel("Date", { exact: true }).fill(dayAhead());
  await page.getByLabel("Time", { exact: true }).fill("18:00");
  await page.getByRole("button", { name: "Open the round" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(question);
}

/** Gives a view in the open round, or changes it. */
export async function giveView(page: Page, slug: Slug, stance: Stance, reason: string): Promise<void> {
  await page.goto(`/motions/${slug}/round`);
  await page.getByRole("radio", { name: stance, exact: true }).check();
  await page.getByLabel(/^Why\? \(if you like\)/).fill(reason);
  await page.getByRole("button", { name: /^(Give|Change) my view$/ }).click();
  await expect(page.getByText(`You said ${stance.toLowerCase()} to version`)).toBeVisible();
}

/** Comments on a line, or on the whole text. */
export async function comment(page: Page, slug: Slug, body: string, line?: number): Promise<void> {
  await page.goto(`/motions/${slug}/comments`);
  if (line !== undefined) {
    await page.getByLabel("About", { exact: true }).selectOption(String(line));
  }
  await page.getByLabel("Your comment", { exact: true }).last().fill(body);
  await page.getByRole("button", { name: "Post the comment" }).click();
  await expect(page.locator("article:target")).toContainText(body);
}

/** Closes the round before its time. */
export async function closeRound(page: Page, slug: Slug, reason: string): Promise<void> {
  await page.goto(`/motions/${slug}/round`);
  await page.getByText("Close this round now").click();
  await page.getByLabel("Why?", { exact: true }).fill(reason);
  await page.getByRole("button", { name: "Close it now" }).click();
  await expect(page.locator(".head").getByText("Round closed")).toBeVisible();
}

/** Votes on the latest version. */
export async function vote(page: Page, slug: Slug, verdict: "For" | "Against" | "Abstain", reason = ""): Promise<void> {
  await page.goto(`/motions/${slug}/decision`);
  const choice = { For: "For: I approve it", Against: "Against: I refuse it", Abstain: "I abstain" }[verdict];
  await page.getByRole("radio", { name: choice }).check();
  await page.getByLabel("Reason", { exact: true }).fill(reason);
  await page.getByRole("button", { name: "Give my vote" }).click();
}

/** Has enough of the committee vote for the latest version, and publishes it; answers with its public address. */
export async function approveAndPublish(pages: readonly Page[], slug: Slug): Promise<string> {
  for (const page of pages) {
    await vote(page, slug, "For");
  }
  const page = pages.at(-1);
  if (!page) {
    throw new Error("nobody votes");
  }
  await page.getByRole("button", { name: /^Publish version/ }).click();
  await expect(page).toHaveURL(/\/published\//);
  return new URL(page.url()).pathname;
}

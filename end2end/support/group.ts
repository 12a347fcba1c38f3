import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { expect, type Browser, type BrowserContext, type Page } from "@playwright/test";

export type Role = "supporter" | "member" | "committee" | "chair" | "administrator";

/** Somebody of the group, at their own browser window. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly page: Page;
}

/** A running server with its database and the folder for its mail. */
export interface Site {
  readonly url: string;
  readonly databaseUrl: string;
  readonly outbox: string;
}

/** The server that all specs share. */
function shared(): Site {
  return {
    url: process.env.SUBSTANTIVE_URL ?? "http://127.0.0.1:3000",
    databaseUrl: needed("SUBSTANTIVE_DATABASE_URL"),
    outbox: needed("SUBSTANTIVE_OUTBOX"),
  };
}

/** A word that no other spec and no other run uses, so that specs can share a server. */
export function unique(): string {
  return randomBytes(4).toString("hex");
}

export function needed(variable: string): string {
  const value = process.env[variable];
  if (!value) {
    throw new Error(`${variable} is not set: run the specs with \`cargo xtask test\``);
  }
  return value;
}

/** Enters somebody from the command line, as the first administrator is; answers with their link. */
export function invite(name: string, email: string, roles: readonly Role[], site: Site = shared()): string {
  const answer = execFileSync(
    needed("SUBSTANTIVE_EXECUTABLE"),
    [
      "invite",
      ...["--database-url", site.databaseUrl],
      ...["--base-url", site.url],
      ...["--name", name, "--email", email, "--role", roles.join(",")],
    ],
    { encoding: "utf8" },
  );
  const link = answer.split("\n").find((line) => line.includes("/sign-in/link/"));
  if (!link) {
    throw new Error(`the invitation holds no link: ${answer}`);
  }
  return link.trim();
}

/**
 * Invites somebody and signs them in by the link of their invitation, in a window of their own.
 * No two members have the same name, so a word that no other run uses is added to it.
 */
export async function enter(browser: Browser, called: string, ...roles: Role[]): Promise<Person> {
  // At the address that the spec plays at, which may be another name of the same server.
  return welcome(await browser.newContext(), shared(), called, roles);
}

/** The same, on a server of a story's own. */
export async function enterAt(site: Site, browser: Browser, called: string, ...roles: Role[]): Promise<Person> {
  return welcome(await browser.newContext({ baseURL: site.url }), site, called, roles);
}

async function welcome(context: BrowserContext, site: Site, called: string, roles: readonly Role[]): Promise<Person> {
  const word = unique();
  const name = `${called} ${word}`;
  const email = `${called.toLowerCase().replaceAll(/[^a-z0-9]+/g, ".").replaceAll(/^\.|\.$/g, "")}.${word}@example.org`;
  const link = invite(name, email, roles, site);
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Hello, ${name}`);
  return { name, email, page };
}

/**
 * What matches in the newest mail to an address that holds a match, once it has left; the mail's words are its `input`.
 * Mails leave after the page has answered, and one after another: the newest may be about something else.
 */
export async function mailTo(email: string, words: RegExp, { outbox }: Site = shared()): Promise<RegExpExecArray> {
  let found: RegExpExecArray | undefined;
  await expect
    .poll(
      () => {
        found = readdirSync(outbox)
          .filter((name) => name.endsWith(".eml"))
          .map((name) => join(outbox, name))
          .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
          .map((path) => readFileSync(path, "utf8").replaceAll("\r\n", "\n"))
          .filter((mail) => mail.includes(`To: ${email}\n`))
          .map((mail) => words.exec(body(mail)))
          .find((match) => match !== null) as RegExpExecArray | undefined;
        return found !== undefined;
      },
      { message: `a mail to ${email} that holds ${words}` },
    )
    .toBe(true);
  return found as RegExpExecArray;
}

const codes = new Set<string>();

/** The six digits of the newest mail for signing in, other than any that were handed out before. */
export async function codeTo(email: string): Promise<string> {
  const [code] = await mailTo(email, new RegExp(`\\b(?!none${[...codes].map((used) => `|${used}`).join("")})\\d{6}\\b`));
  codes.add(code);
  return code;
}

/** The words of a mail, which are quoted-printable. */
function body(mail: string): string {
  const quoted = mail.slice(mail.indexOf("\n\n") + 2).replaceAll("=\n", "");
  const bytes = quoted.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

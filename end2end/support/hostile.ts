import { expect, type Page } from "@playwright/test";

/** What somebody types who would like to run a script in other people's browsers. */
export const PAYLOADS = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</textarea><script>alert(2)//",
  "</title><svg onload=alert(3)>",
  "</script><script>alert(4)//",
  "{{7*7}}",
  "javascript:alert(5)",
  "<!--",
  "]]>",
  "${alert(6)}",
] as const;

/** All of them in one line, short enough for a title. */
export const LINE = PAYLOADS.join("");

/** What fits where little may be typed. */
export const SHORT = '"><script>alert(7)</script><img src=x onerror=alert(8)>';

/** All of them as paragraphs, list items and headings of a text. */
export const TEXT = [
  "# State of things </title><svg onload=alert(3)>",
  ...PAYLOADS.map((payload) => `Conference notes ${payload} and all that follows.`),
  "[a link](javascript:alert(9)) and ![a picture](http://evil.example/x.png) and <http://evil.example>",
  ...PAYLOADS.map((payload) => `- ${payload}`),
].join("\n\n");

/** Fields that take more than a name. */
const LONG = /^(title|text.*|pasted|note|reason|body|question|about|imprint|source|wording|words|clause_text|csv)$/;

/** Fields that hold no words. */
const NO_WORDS = ["hidden", "date", "time", "number", "email", "file", "submit", "checkbox", "radio", "select"];

interface Field {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly chosen: boolean;
  readonly numeric: boolean;
}

interface Form {
  readonly action: string;
  readonly fields: readonly Field[];
}

/** Reads the forms of a page with the browser's own parser, without loading the page. */
async function formsOf(page: Page, html: string): Promise<Form[]> {
  return page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, "text/html");
    return [...parsed.forms].map((form) => ({
      action: form.getAttribute("action") ?? "",
      fields: [...form.elements].flatMap((element) => {
        if (element instanceof HTMLSelectElement) {
          return [{ name: element.name, type: "select", value: element.value, chosen: true, numeric: false }];
        }
        if (element instanceof HTMLTextAreaElement) {
          return [{ name: element.name, type: "text", value: element.value, chosen: true, numeric: false }];
        }
        if (element instanceof HTMLInputElement) {
          const chosen = !["checkbox", "radio"].includes(element.type) || element.checked;
          const numeric = element.inputMode === "numeric";
          return [{ name: element.name, type: element.type, value: element.value, chosen, numeric }];
        }
        return [];
      }),
    }));
  }, html);
}

/** What is put into fields instead: a value, several, or nothing at all. */
export type Given = Readonly<Record<string, string | readonly string[] | null>>;

/**
 * Sends a form of a page, with something hostile in every field that takes words; answers with the address to which
 * the site leads. A field that is added to a page one day is filled as well.
 */
export async function send(page: Page, address: string, action: string, given: Given = {}): Promise<string> {
  const shown = await page.request.get(address);
  expect(shown.status(), address).toBe(200);
  const forms = await formsOf(page, await shown.text());
  const wanted = Object.entries(given).filter(([, value]) => typeof value === "string");
  // Of several forms to one address, the one that holds the hidden values asked for.
  const fits = (form: Form): boolean =>
    form.fields.every(({ name, type, value }) => type !== "hidden" || !wanted.some(([key, other]) => key === name && other !== value));
  const meant = forms.filter((one) => one.action === action);
  const form = meant.find(fits) ?? meant[0];
  if (!form) {
    throw new Error(`${address} has no form to ${action}`);
  }
  const fields = new URLSearchParams();
  for (const { name, type, value, chosen, numeric } of form.fields) {
    if (name === "" || name in given || !chosen || type === "submit" || type === "file") {
      continue;
    }
    fields.append(name, NO_WORDS.includes(type) || numeric ? value : hostile(name));
  }
  for (const [name, value] of Object.entries(given)) {
    for (const one of value === null ? [] : [value].flat()) {
      fields.append(name, one);
    }
  }
  return post(page, action, fields);
}

function hostile(name: string): string {
  if (/^(text|pasted)/.test(name)) {
    return TEXT;
  }
  return LONG.test(name) ? LINE : SHORT;
}

/** Sends fields to an address as a browser would; answers with the address to which the site leads. */
export async function post(page: Page, action: string, fields: URLSearchParams): Promise<string> {
  const answer = await page.request.post(action, {
    data: fields.toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
    maxRedirects: 0,
  });
  expect(answer.status(), `${action}: ${await answer.text()}`).toBe(303);
  const next = answer.headers()["location"] ?? "";
  expect(next, action).toMatch(/^\//);
  return next;
}

/** Expects a form to have been accepted. */
export function accepted(next: string): string {
  expect(next).not.toMatch(/kept=|^\/sign-in/);
  return next;
}

/** Expects that nothing of what was typed stands in the source as anything but words. */
export function expectInert(address: string, html: string): void {
  const live = /<script>alert|<img src=x|<svg onload|<\/textarea><script>alert|(href|src|action)="\s*javascript:|evil\.example"/i;
  const found = live.exec(html);
  const around = found ? html.slice(Math.max(0, found.index - 80), found.index + 120) : "";
  expect.soft(around, `${address} holds it raw`).toBe("");
  // Each script of the site ends where the site ends it: what stands in one holds no end of its own.
  for (const [, inside = ""] of html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)) {
    expect.soft(inside.includes("<!--"), `a script of ${address}`).toBe(false);
  }
}

/** Notes whatever a page does that it should not: windows that pop up, breaches of its policy, errors of any kind. */
export async function watch(page: Page, trouble: string[]): Promise<void> {
  page.on("dialog", (dialog) => {
    trouble.push(`${page.url()} opens a window: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    // The browser notes the status of a page that is not there, and a date that is none: both are as they should be.
    const expected = /status of 40[0349]|does not conform to the required format/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !expected) {
      trouble.push(`${page.url()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => trouble.push(`${page.url()}: ${error.message}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
}

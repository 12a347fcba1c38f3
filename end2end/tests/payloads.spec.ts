import { expect, test, type Browser, type Page } from "@playwright/test";

import { kind, links } from "../support/crawl.ts";
import { invite, unique, type Role } from "../support/group.ts";
import { LINE, PAYLOADS, SHORT, TEXT, accepted, expectInert, post, send, watch, type Given } from "../support/hostile.ts";
import { dayAhead } from "../support/texts.ts";

// Everything is written by requests, into every field of every form, by people whose names are hostile as well.
// Then every page that shows any of it is read as source, and opened.

test.describe.configure({ mode: "serial" });

let chair: Page;
let committee: Page[];
let member: Page;
let visitor: Page;
/** The texts and composites that were written; what is read afterwards is about one of them. */
let texts: string[] = [];
/** Pages that no link leads to: refused forms with what was typed, previews, reports. */
let kept: string[] = [];
let settings: Given = {};

test.beforeAll(async ({ browser }) => {
  [texts, kept] = [[], []];
  chair = await enter(browser, "</title><svg onload=alert(1)>", "chair", "administrator");
  committee = [
    await enter(browser, '"><img src=x onerror=alert(1)>', "committee"),
    await enter(browser, "</script><script>alert(1)</script>", "committee"),
  ];
  member = await enter(browser, "</textarea><script>alert(1)</script>", "member");
  visitor = await (await browser.newContext()).newPage();
});

test.afterAll(async () => {
  // The stories that follow share the group.
  await send(chair, "/group", "/api/group/settle", settings);
  for (const page of [chair, ...committee, member, visitor]) {
    await page.context().close();
  }
});

/** Somebody with a hostile name, signed in. */
async function enter(browser: Browser, called: string, ...roles: Role[]): Promise<Page> {
  const word = unique();
  const link = invite(`${called} ${word}`, `${word}@example.org`, roles);
  const page = await (await browser.newContext()).newPage();
  const token = link.split("/").at(-1) ?? "";
  await post(page, "/api/sign-in/link", new URLSearchParams({ token }));
  return page;
}

/** Sends a form that is refused, or answered with what was typed, and remembers the page that shows it again. */
async function refused(page: Page, address: string, action: string, given: Given): Promise<void> {
  const next = await send(page, address, action, given);
  expect(next, action).toContain("kept=");
  if (page === chair) {
    kept.push(next);
  }
}

/** Starts a text; answers with the last part of its address. */
async function start(given: Given): Promise<string> {
  const rule = { profile: "own", limit: "", title_limit: "" };
  const next = accepted(await send(chair, "/motions/new/text", "/api/motions/start", { ...rule, ...given, title: `${LINE} ${unique()}` }));
  const slug = next.split("/")[2] ?? "";
  texts.push(slug);
  return slug;
}

async function settle(given: Given): Promise<void> {
  accepted(await send(chair, "/group", "/api/group/settle", given));
}

test("it is typed into every field about people and the group", async () => {
  const before = await (await chair.request.get("/group")).text();
  const value = (name: string): string => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(before)?.[1] ?? "";
  settings = { name: value("name"), about: "", imprint: value("imprint") || "The Example Group", contact: value("contact"), quorum: "3" };
  await settle({ quorum: "3" });

  for (const page of [chair, ...committee, member]) {
    const own = await (await page.request.get("/account")).text();
    expectInert("/account", own);
    const name = /id="name"[^>]*/.exec(own)?.[0] ?? "";
    expect(name).toContain("value=");
    const word = /([0-9a-f]{8})"/.exec(name)?.[1] ?? unique();
    accepted(await send(page, "/account", "/api/account/change", { name: `${SHORT} ${word}` }));
  }
  await refused(chair, "/account", "/api/account/change", { name: "" });
  await refused(chair, "/account", "/api/account/forget", { email: LINE });
  await refused(chair, "/members", "/api/member/invite", { email: LINE, role: "member", category: "party-member" });
  accepted(await send(chair, "/members", "/api/member/invite", {
    email: `${unique()}@example.org`, name: `<!--${SHORT} ${unique()}`, role: "member", category: "supporter",
  }));
  const list = `name,email,clp,region\n${SHORT.replaceAll('"', '""')},${unique()}@example.org,"<svg onload=alert(1)>",${LINE.slice(0, 26)}\n${LINE}\n`;
  const report = await send(chair, "/members/import", "/api/member/read", { csv: list });
  kept.push(report);
  await refused(visitor, "/sign-in", "/api/sign-in/ask", { email: LINE });
});

test("it is typed into every field about a text, its round and its decision", async () => {
  const tidied = await send(chair, "/motions/new", "/api/motions/import");
  expect(tidied).toContain("kept=");
  kept.push(tidied);
  await refused(chair, "/motions/new/text", "/api/motions/start", { title: "", origin: "owned", profile: "own", limit: "x", title_limit: "" });
  const followed = { origin: "tracked", seen_on: "2026-11-01", stated_words: "1" };
  await start(followed);

  const slug = await start({ origin: "owned" });
  const at = `/motions/${slug}`;
  await refused(chair, `${at}/edit`, "/api/motions/save", { do: "preview", title: LINE, profile: "own", limit: "", title_limit: "" });
  const saved = { profile: "own", limit: "", title_limit: "" };
  await refused(chair, `${at}/edit`, "/api/motions/save", { ...saved, title: "" });
  // The difference goes through the middle of what would be a tag.
  const text = TEXT.replaceAll("script", "scr").replaceAll("onerror", "onload").replaceAll("svg", "img");
  accepted(await send(chair, `${at}/edit`, "/api/motions/save", { ...saved, text, title: `${LINE} changed` }));

  await refused(chair, `${at}/round/new`, "/api/round/open", { close_date: "x", close_time: LINE });
  accepted(await send(chair, `${at}/round/new`, "/api/round/open", { close_date: dayAhead(), close_time: "18:00" }));
  for (const [page, stance] of [[member, "oppose"], [chair, "reservations"]] as const) {
    accepted(await send(page, `${at}/round`, "/api/view/give", { stance, capacity: "member" }));
  }
  const posted = accepted(await send(member, `${at}/comments`, "/api/comment/make", { line: "2", parent: "" }));
  const comment = posted.split("comment-")[1] ?? "";
  accepted(await send(chair, `${at}/comments`, "/api/comment/make", { parent: comment }));
  accepted(await send(member, `${at}/comments`, "/api/comment/edit", { comment }));
  await refused(chair, `${at}/comments`, "/api/comment/make", { line: LINE, parent: "", body: "" });
  accepted(await send(chair, `${at}/comments`, "/api/comment/hide", { comment }));

  await amend(at);

  accepted(await send(chair, `${at}/round`, "/api/round/close"));
  const voted = async (page: Page, verdict: string): Promise<string> => send(page, `${at}/decision`, "/api/version/vote", { verdict });
  for (const page of [committee[0], committee[1], chair]) {
    accepted(await voted(page ?? chair, "for"));
  }
  accepted(await send(chair, `${at}/decision`, "/api/version/publish"));
});

/** Amendments in all three ways, and the workbench. */
async function amend(at: string): Promise<void> {
  const written = async (page: Page, way: string, given: Given): Promise<string> =>
    send(page, `${at}/amendments/new?way=${way}`, "/api/amendment/write", { way, do: "submit", ...given });
  const base = await (await member.request.get(`${at}/amendments/new?way=copy`)).text();
  expectInert(at, base);
  accepted(await written(member, "copy", { text: `${TEXT}\n\nConference adds ${LINE}` }));
  accepted(await written(member, "wording", { wording: `Add at end: 'Conference adds ${LINE.replaceAll("'", "")} and more.'` }));
  await refused(chair, `${at}/amendments/new?way=wording`, "/api/amendment/write", { way: "wording", do: "preview" });
  await refused(chair, `${at}/amendments/new?way=wording`, "/api/amendment/write", { way: "wording", do: "submit", wording: `Line 1: delete '${LINE}'` });
  await refused(chair, `${at}/amendments/new?way=clause&clause=2`, "/api/amendment/write", { way: "clause", do: "preview" });
  for (const [number, verb] of [[1, "table"], [2, "table"], [2, "remit"]] as const) {
    accepted(await send(chair, `${at}/amendments/${number}`, "/api/amendment/move", { verb }));
  }
  accepted(await send(chair, `${at}/merge`, "/api/merge/begin", { amendments: ["1"] }));
  expectInert("/merge", await (await chair.request.get(`${at}/merge`)).text());
  accepted(await send(chair, `${at}/merge`, "/api/merge/save"));
}

test("it is typed into every field about a composite", async () => {
  const grouped = { profile: "own", limit: "", title_limit: "", own: null };
  await refused(chair, "/composites/new", "/api/composite/group", { ...grouped, do: "check", title: LINE });
  const next = accepted(await send(chair, "/composites/new", "/api/composite/group", {
    ...grouped, title: `${LINE} ${unique()}`, "name-2": '"><img src=x onerror=alert(2)>',
  }));
  const slug = next.split("/")[2] ?? "";
  texts.push(slug);
  const at = `/composites/${slug}`;
  accepted(await send(chair, at, "/api/composite/source", { own: "", "name-add": "<svg onload=alert(1)>" }));
  const clause = /name="clause" value="(\d+)"/.exec(await (await member.request.get(`${at}/source/1`)).text())?.[1] ?? "";
  accepted(await send(member, `${at}/source/1`, "/api/red-line/draw", { clause }));
  await refused(chair, `${at}/answer/1`, "/api/composite/answer", { answer: "agrees", given_on: LINE });

  const built = async (given: Given): Promise<string> => {
    const page = await (await chair.request.get(`${at}/build`)).text();
    const revision = /name="revision" value="(\d+)"/.exec(page)?.[1] ?? "0";
    const values = Object.entries({ slug, revision, ...given }).map(([key, value]) => [key, String(value)]);
    return post(chair, "/api/composite/step", new URLSearchParams(values));
  };
  for (const from of ["1.1", "1.2", "2.5"]) {
    accepted(await built({ do: "take", from }));
  }
  accepted(await built({ do: "add", entry: "0", text: `Conference adds ${LINE}` }));
  await refused(chair, `${at}/build`, "/api/composite/save", { title: "" });
  accepted(await send(chair, `${at}/build`, "/api/composite/save", { title: `${LINE} built` }));
  accepted(await send(chair, at, "/api/composite/move", { kind: "sent" }));
  for (const source of [1, 2, 3]) {
    accepted(await send(chair, `${at}/answer/${source}`, "/api/composite/answer", { answer: "agrees", given_on: "2026-11-01" }));
  }
  accepted(await send(chair, at, "/api/composite/move", { kind: "moved", seconder: "<script>alert(1)</script>" }));
  accepted(await send(chair, at, "/api/composite/move", { kind: "carried" }));
});

/** Every page about what was written here that somebody may read, by its source. */
async function read(page: Page, ...more: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const about = texts.flatMap((slug) => [`/motions/${slug}`, `/composites/${slug}`, `/published/${slug}`]);
  const listed = ["/", "/texts", "/published", "/composites", "/members", "/group", "/account", "/privacy", "/help", "/sign-in"];
  const waiting = [...about, ...listed, ...more];
  const seen = new Set<string>();
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    if (seen.has(address)) {
      continue;
    }
    seen.add(address);
    const response = await page.request.get(address);
    const html = await response.text();
    expect.soft(response.headers()["x-content-type-options"], address).toBe("nosniff");
    // A file to take away is no page, though it may be HTML.
    const file = response.headers()["content-disposition"] !== undefined;
    if (response.headers()["content-type"]?.startsWith("text/html")) {
      expectInert(address, html);
    }
    if (response.headers()["content-type"]?.startsWith("text/html") && !file) {
      found.set(address, html);
      const own = links(html).map((link) => link.address).filter((link) => texts.some((slug) => link.includes(slug)));
      waiting.push(...own);
    }
  }
  return found;
}

/** Opens one page of each kind, and waits until it is awake. */
async function open(page: Page, found: ReadonlyMap<string, string>): Promise<void> {
  const trouble: string[] = [];
  await watch(page, trouble);
  const scripts = test.info().project.use.javaScriptEnabled !== false;
  const kinds = new Set<string>();
  for (const [address, body] of found) {
    const one = kind({ address, from: "", status: 200, body });
    if (kinds.has(one) && !address.includes("kept=")) {
      continue;
    }
    kinds.add(one);
    await page.goto(address);
    if (scripts && body.includes("<leptos-island")) {
      await expect(page.locator("html[data-awake]"), address).toBeAttached();
    }
    const strange = await page.evaluate(() => document.querySelectorAll("img, svg[onload], [onerror], a[href^='javascript:' i]").length);
    expect.soft(strange, `elements on ${address} that the site did not make`).toBe(0);
  }
  expect(kinds.size).toBeGreaterThan(5);
  expect(trouble).toEqual([]);
}

test("the committee's pages show it as words", async () => {
  const found = await read(chair, ...kept);
  const shown = [...found.values()].filter((html) => html.includes("&lt;script&gt;alert(") || html.includes("&lt;svg onload"));
  expect(shown.length).toBeGreaterThan(25);
  await open(chair, found);
});

test("members and visitors read it as words", async () => {
  await open(member, await read(member));
  await open(visitor, await read(visitor));
});

test("an address that holds it shows it as words", async () => {
  const names = ["kept", "next", "page", "done", "edit", "line", "mailed", "round", "saved", "show", "stage", "until", "base", "way", "clause", "parent", "from", "to"];
  const query = names.map((name) => `${name}=${encodeURIComponent(LINE)}`).join("&");
  const found = new Map<string, string>();
  const at = texts[1] ?? "";
  const rests = ["", "/edit", "/history", "/compare", "/compare/1..2", "/comments", "/round", "/amendments", "/amendments/new", "/amendments/1", "/decision", "/merge", "/versions/1"];
  const hostile = PAYLOADS.map((payload) => encodeURIComponent(payload)).flatMap((part) => [`/${part}`, `/motions/${part}`, `/published/${part}`, `/sign-in/link/${part}`]);
  const addresses = ["/", "/texts", "/published", "/account", "/members", "/group", "/sign-in", "/composites", "/composites/new", "/motions/new/text", "/no/such/page"];
  for (const address of [...addresses, ...rests.map((rest) => `/motions/${at}${rest}`)].map((path) => `${path}?${query}`).concat(hostile)) {
    const answer = await chair.request.get(address);
    expect.soft(answer.status(), address).toBeLessThan(500);
    const html = await answer.text();
    expectInert(address, html);
    found.set(address, html);
  }
  await open(chair, found);
});

test("saved unchanged, the words are the same", async () => {
  const slug = texts[1] ?? "";
  const field = async (): Promise<string> => {
    await chair.goto(`/motions/${slug}/edit`);
    return chair.getByRole("textbox", { name: "Text", exact: true }).inputValue();
  };
  const before = await field();
  expect(before).toContain(PAYLOADS[2]);
  await chair.getByLabel("What did you change, and why?").fill("Nothing");
  await chair.getByRole("button", { name: /^Save as version/ }).click();
  await expect(chair.getByRole("alert")).toContainText("Nothing");
  expect(await field()).toBe(before);
});

/** A word of so many letters, with nowhere to break. */
function endless(letters: number): string {
  return "Wxy".repeat(letters).slice(0, letters);
}

/** Pages of a text whose every word is endless, of the lists that name it, and of the group. */
async function narrow(page: Page, addresses: readonly string[]): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const address of addresses) {
    const response = await page.goto(address);
    expect.soft(response?.status(), address).toBe(200);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    const where = await page.evaluate(() =>
      [...document.querySelectorAll("body *")]
        .filter((element) => element.children.length === 0 && element.getBoundingClientRect().right > 321)
        .map((element) => `${element.tagName}.${element.className}`)
        .slice(0, 3)
        .join(", "),
    );
    expect.soft(width, `${address} is wider than a phone: ${where}`).toBeLessThanOrEqual(320);
  }
}

test("words without an end make no page wider than a phone", async () => {
  await settle({ name: endless(80), about: endless(600), imprint: endless(300), contact: endless(200), quorum: "3" });
  accepted(await send(chair, "/account", "/api/account/change", { name: `${endless(60)}${unique()}`, clp: endless(80), region: endless(80) }));
  const rule = { profile: "own", limit: "", title_limit: "" };
  const word = `${endless(150)}${unique()}`;
  const text = `# ${endless(120)}\n\n${endless(500)}\n\n- ${endless(200)}\n\nAnd this.`;
  const next = accepted(await send(chair, "/motions/new/text", "/api/motions/start", { ...rule, origin: "owned", title: word, text, note: endless(300) }));
  const slug = next.split("/")[2] ?? "";
  const at = `/motions/${slug}`;
  accepted(await send(chair, `${at}/edit`, "/api/motions/save", { ...rule, title: word, text: `${text} ${endless(90)}`, note: endless(300) }));
  accepted(await send(chair, `${at}/round/new`, "/api/round/open", { question: endless(300), close_date: dayAhead(), close_time: "18:00" }));
  accepted(await send(member, `${at}/round`, "/api/view/give", { stance: "oppose", capacity: "member", reason: endless(900) }));
  accepted(await send(member, `${at}/comments`, "/api/comment/make", { line: "2", parent: "", body: endless(900) }));
  const amended = { way: "copy", do: "submit", text: `${text} ${endless(70)}`, mover: endless(120), seconder: endless(120), reason: endless(900) };
  accepted(await send(member, `${at}/amendments/new?way=copy`, "/api/amendment/write", amended));
  const pages = ["", "/history", "/versions/1", "/compare/1..2", "/comments", "/round", "/amendments", "/amendments/1", "/decision", "/edit", "/position", "/deadlines"];
  await narrow(chair, ["/", "/texts", "/group", "/account", "/members", "/privacy", ...pages.map((page) => at + page)]);
  accepted(await send(chair, `${at}/round`, "/api/round/close", { reason: endless(300) }));
  for (const page of [committee[0], committee[1], chair]) {
    accepted(await send(page ?? chair, `${at}/decision`, "/api/version/vote", { verdict: "for", reason: endless(900) }));
  }
  const published = accepted(await send(chair, `${at}/decision`, "/api/version/publish"));
  await narrow(chair, [`${at}/decision`, `${at}/adoptions`, "/"]);
  await narrow(visitor, ["/", "/published", published, "/privacy", "/which", "/sign-in", "/positions", "/help"]);
});

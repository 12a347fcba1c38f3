import type { Page } from "@playwright/test";

/** What an address answered, and where the first link to it stands. */
export interface Found {
  readonly address: string;
  readonly from: string;
  readonly status: number;
  readonly body: string;
}

/** Follows every link of the site from `start`, as whoever is signed in at `page`. */
export async function crawl(page: Page, ...start: string[]): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const files = new Set<string>();
  const waiting = start.map((address) => ({ address, from: "" }));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { address, from } = next;
    // Every text has the same files: those of one version and of one published text tell enough.
    const file = /^\/(?:(published)\/[^/.]+|motions\/[^/]+\/versions\/\d+)(\.[a-z.]+)$/.exec(address)?.slice(1).join("");
    if (found.has(address) || (file && files.has(file))) {
      continue;
    }
    if (file) {
      files.add(file);
    }
    const response = await page.request.get(address);
    const isPage = response.headers()["content-type"]?.startsWith("text/html") ?? false;
    const body = await response.text();
    found.set(address, { address, from, status: response.status(), body });
    if (isPage) {
      waiting.push(...links(body).map((link) => ({ address: link.address, from: address })));
    }
  }
  return found;
}

/** The links of a page that lead to this site: the address, and the place on the page there. */
export function links(html: string): { address: string; place: string }[] {
  return [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)]
    .map((match) => (match[1] ?? "").replaceAll("&amp;", "&").replaceAll("&#x27;", "'"))
    .filter((href) => href.startsWith("/"))
    .map((href) => {
      const [address = "/", place = ""] = href.split("#");
      return { address, place };
    });
}

/** The kind of page that an address leads to, with the state of the text where the page differs by it. */
export function kind({ address, body }: Found): string {
  const route = address
    .replace(/^\/(motions|published|composites|positions)\/(?!new\b)[^/?.]+/, "/$1/:slug")
    .replace(/^\/manifesto\/(?!(?:new|import|glossary|checks|wanted|editions)(?:[/?]|$))[^/?]+/, "/manifesto/:slug")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id")
    .replace(/\?(kind|state|region)=.*/, "?narrowed")
    .replace(/\d+\.\.\d+/, ":range")
    .replace(/\d+/g, ":n");
  const differs = /^\/(motions|published|composites|manifesto)\/:slug(\/round|\/decision)?$/.test(route);
  const state = differs ? (/data-state="([a-z]+)"/.exec(body)?.[1] ?? "") : "";
  return `${route} ${state}`.trim();
}

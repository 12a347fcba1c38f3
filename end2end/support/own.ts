import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { needed, type Site } from "./group.ts";

/** A server of a story's own. */
export interface OwnSite extends Site {
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts a server with an empty group, as somebody does who sets the program up: for what the demonstration never
 * does, such as writing to strangers, and for what is there before anybody has done anything.
 */
export async function serveAnew(): Promise<OwnSite> {
  const folder = mkdtempSync(join(tmpdir(), "group-"));
  const address = `127.0.0.1:${await freePort()}`;
  const site: Site = {
    url: `http://${address}`,
    databaseUrl: `sqlite:${join(folder, "group.db")}`,
    outbox: join(folder, "outbox"),
  };
  const server = spawn(
    needed("SUBSTANTIVE_EXECUTABLE"),
    ["serve", "--addr", address, "--database-url", site.databaseUrl, "--mail", `file:${site.outbox}`],
    { stdio: "ignore" },
  );
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    server.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 1_200; tries += 1) {
    const answer = await fetch(`${site.url}/health`).catch(() => undefined);
    if (answer?.ok) {
      return { ...site, stop };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error("the server does not answer");
}

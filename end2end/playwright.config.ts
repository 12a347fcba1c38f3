import { defineConfig, devices } from "@playwright/test";

// `cargo xtask test` starts the server and sets these; by hand, any running demo server will do.
const baseURL = process.env.SUBSTANTIVE_URL ?? "http://127.0.0.1:3000";
const executablePath = process.env.SUBSTANTIVE_CHROMIUM ?? "/usr/bin/chromium";
const report = process.env.SUBSTANTIVE_REPORT ?? "test-results/report.json";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  // The specs of one run share one server and one group of people.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // These end what hangs; they measure no speed, and hold on a machine that does much else.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: report }]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL,
    locale: "en-GB",
    timezoneId: "Europe/London",
    screenshot: "only-on-failure",
    // A window in the background is drawn rarely, and a smooth scroll in it never ends.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  projects: [
    { name: "javascript" },
    {
      name: "no-javascript",
      testIgnore: "**/*.island.spec.ts",
      use: { javaScriptEnabled: false },
    },
  ],
});

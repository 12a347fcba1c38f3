import { expect, test, type CDPSession, type Page } from "@playwright/test";

import { codeTo, enter, mailTo, type Person } from "../support/group.ts";

// A browser hands passkeys out to a name, never to a number: these stories are played at localhost.
const site = (process.env.SUBSTANTIVE_URL ?? "http://127.0.0.1:3000").replace("127.0.0.1", "localhost");

test.describe.configure({ mode: "serial" });
test.use({ baseURL: site });

let chair: Person;
let page: Page;
let device: CDPSession;
let authenticator = "";

test.beforeAll(async ({ browser }) => {
  chair = await enter(browser, "Pip Pass", "chair", "administrator");
  page = chair.page;
  device = await page.context().newCDPSession(page);
  await device.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  ({ authenticatorId: authenticator } = await device.send("WebAuthn.addVirtualAuthenticator", { options }));
});

test.afterAll(async () => {
  await page.context().close();
});

/** Signs in by the code of a mail, at the name of the site. */
async function byMail(to: string): Promise<void> {
  await page.getByLabel("Your e-mail address").fill(chair.email);
  await page.getByRole("button", { name: "Send me the mail" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Look in your mail");
  await page.getByLabel("The code from the mail").fill(await codeTo(chair.email));
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(to);
}

async function signOut(): Promise<void> {
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Sign in" })).toBeVisible();
}

test("a passkey is added, and its owner hears of it", async () => {
  await page.goto(`${site}/sign-in?next=/account`);
  await byMail(`${site}/account`);
  const part = page.getByRole("region", { name: "Passkeys" });
  await expect(part).toContainText("You have none.");
  await part.getByLabel("Name of the new passkey").fill("The blue telephone");
  await part.getByRole("button", { name: "Add a passkey" }).click();
  await expect(part.getByRole("listitem")).toHaveCount(1);
  await expect(part.getByRole("listitem")).toContainText("The blue telephone: added on");
  await expect(part.getByRole("listitem")).toContainText("not used yet");
  await mailTo(chair.email, /The blue telephone/);
  // The same device holds one key for the account, not two.
  await part.getByRole("button", { name: "Add a passkey" }).click();
  await expect(part.getByRole("status")).toHaveText("This device holds a passkey of yours already.");
});

test("it signs in, without an address and without a mail", async () => {
  await signOut();
  await page.goto("/sign-in?next=/texts");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(`${site}/texts`);
  await page.goto("/account");
  await expect(page.getByRole("region", { name: "Passkeys" }).getByRole("listitem")).toContainText("last used on");
});

test("a device that does not know its owner opens nothing", async () => {
  await signOut();
  await device.send("WebAuthn.setUserVerified", { authenticatorId: authenticator, isUserVerified: false });
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The device gave no passkey." })).toBeVisible();
  await device.send("WebAuthn.setUserVerified", { authenticatorId: authenticator, isUserVerified: true });
});

test("a device that counts backwards is refused, and its owner is warned", async () => {
  const { credentials } = await device.send("WebAuthn.getCredentials", { authenticatorId: authenticator });
  const [credential] = credentials;
  if (!credential) {
    throw new Error("the device holds no passkey");
  }
  await device.send("WebAuthn.clearCredentials", { authenticatorId: authenticator });
  await device.send("WebAuthn.addCredential", { authenticatorId: authenticator, credential: { ...credential, signCount: 0 } });
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText("That passkey was not accepted.");
  await mailTo(chair.email, /may have been copied/);
  await device.send("WebAuthn.clearCredentials", { authenticatorId: authenticator });
  await device.send("WebAuthn.addCredential", { authenticatorId: authenticator, credential: { ...credential, signCount: 50 } });
});

test("removed, it signs nobody in, and the mail still does", async () => {
  await page.goto("/sign-in?next=/account");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(`${site}/account`);
  await page.getByRole("button", { name: "Remove The blue telephone" }).click();
  await expect(page.getByRole("region", { name: "Passkeys" })).toContainText("You have none.");
  await signOut();
  await page.goto("/sign-in?next=/account");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText("That passkey was not accepted.");
  await byMail(`${site}/account`);
});

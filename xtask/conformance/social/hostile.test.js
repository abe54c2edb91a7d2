import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { browser, granted, isOriginal, origin, refused, signedIn } from "../lib/actor.js";
import {
  NEWCOMERS,
  OOPS,
  WELCOME,
  acquaintance,
  agree,
  answers,
  arrived,
  comeBack,
  failed,
  issuer,
  otherIssuer,
  wayOut,
} from "../lib/provider.js";

/** Somebody who is on the way back from the provider. */
async function returning(settings, options) {
  const person = await acquaintance(settings);
  const back = await agree(await wayOut(person, options), person);
  return { ...person, back };
}

function changed(url, parameters) {
  const other = new URL(url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) other.searchParams.delete(name);
    else other.searchParams.set(name, value);
  }
  return other;
}

/** Nobody is signed in, and the code was not spent. */
async function unharmed(person) {
  assert.equal(await signedIn(person), false);
  assert.equal((await answers(person)).token, 0);
}

function onErrorPage(landing, code) {
  assert.equal(landing.origin + landing.pathname, `${origin}/auth/error`, String(landing));
  assert.equal(landing.searchParams.get("error"), code);
}

test("a state that is missing or wrong signs nobody in", async () => {
  const person = await returning();
  onErrorPage(await comeBack(person, changed(person.back, { state: undefined })), "state_not_found");
  onErrorPage(await comeBack(person, changed(person.back, { state: "" })), "state_not_found");
  const wrong = changed(person.back, { state: "x".repeat(32) });
  onErrorPage(await comeBack(person, wrong), "state_mismatch");
  await unharmed(person);
});

test("the state is good only in the browser that started", async () => {
  const person = await returning();
  const other = { ...person, ...browser() };
  const landing = await comeBack(other, person.back);
  assert.equal(landing.searchParams.get("error"), "state_mismatch");
  await unharmed(other);
  await wayOut(other);
  assert.equal((await comeBack(other, person.back)).searchParams.get("error"), "state_mismatch");
  await unharmed(other);
});

test("a way back works once", async () => {
  const person = await returning();
  arrived(await comeBack(person, person.back), NEWCOMERS);
  granted(await person.client.signOut());
  const again = await comeBack(person, person.back);
  assert.equal(again.searchParams.get("error"), "state_mismatch");
  assert.equal(await signedIn(person), false);
});

test("of eight at once one is let in", async () => {
  const person = await returning();
  const landings = await Promise.all(Array.from({ length: 8 }, () => comeBack(person, person.back)));
  const successes = landings.filter(({ searchParams }) => !searchParams.has("error"));
  // The original may count them all as replays.
  if (isOriginal) return assert.ok(successes.length <= 1);
  assert.equal(successes.length, 1);
  assert.equal(granted(await person.client.listSessions()).length, 1);
  assert.equal((await answers(person)).token, 1);
});

test("a code of somebody else is not taken, though the state is right", async () => {
  const attacker = await returning();
  const victim = await returning();
  const code = attacker.back.searchParams.get("code");
  failed(await comeBack(victim, changed(victim.back, { code })), "invalid_code");
  assert.equal(await signedIn(victim), false);
});

test("a spent code is refused, though the state is new", async () => {
  const person = await returning();
  await comeBack(person, person.back);
  granted(await person.client.signOut());
  const next = await agree(await wayOut(person), person);
  const code = person.back.searchParams.get("code");
  failed(await comeBack(person, changed(next, { code })), "invalid_code");
  assert.equal(await signedIn(person), false);
});

test("a code that has expired is refused", async () => {
  const person = await returning({ codeLife: 1 });
  await pause(2100);
  failed(await comeBack(person, person.back), "invalid_code");
  assert.equal(await signedIn(person), false);
});

test("a way back without a code, and with nonsense for one", async () => {
  const first = await returning();
  failed(await comeBack(first, changed(first.back, { code: undefined })), "no_code");
  await unharmed(first);
  const second = await returning();
  const code = "\r\nx: y\u0000<script>".repeat(100);
  failed(await comeBack(second, changed(second.back, { code })), "invalid_code");
  await unharmed(second);
});

test("an answer of another issuer is refused before the code is spent", async () => {
  const person = await returning();
  failed(await comeBack(person, changed(person.back, { iss: otherIssuer })), "issuer_mismatch");
  await unharmed(person);
});

test("whoever was lured to another provider is not signed in", async () => {
  const person = await acquaintance();
  const lure = (await wayOut(person)).replace(issuer, otherIssuer);
  const back = await agree(lure, person);
  assert.equal(back.searchParams.get("iss"), otherIssuer);
  failed(await comeBack(person, back), "issuer_mismatch");
  await unharmed(person);
});

// RFC 9207, 2.4: who promises the parameter must send it. The original does not ask for it.
test("an answer of nobody is refused as well", { skip: isOriginal }, async () => {
  const person = await returning();
  failed(await comeBack(person, changed(person.back, { iss: undefined })), "issuer_mismatch");
  await unharmed(person);
});

test("the errors of a provider are shown and harm nobody", async () => {
  const error = `<img src=x onerror=alert(1)>\r\nset-cookie: a=b${"x".repeat(5000)}`;
  const person = await acquaintance();
  const { searchParams } = new URL(await wayOut(person, { errorCallbackURL: undefined }));
  const back = changed(`${origin}/auth/callback/oidc`, { state: searchParams.get("state"), error });
  const landing = await comeBack(person, back);
  assert.equal(landing.origin + landing.pathname, `${origin}/auth/error`);
  const page = await fetch(landing);
  assert.ok(page.status < 500);
  assert.ok(!(await page.text()).includes("<img"));
  assert.equal(await signedIn(person), false);
});

const HOSTILE = [
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example",
  "/%5cevil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  `${origin}@evil.example`,
  `${origin}.evil.example`,
  "/\t/evil.example",
];

for (const [name, code] of Object.entries({
  callbackURL: "INVALID_CALLBACK_URL",
  errorCallbackURL: "INVALID_ERROR_CALLBACK_URL",
  newUserCallbackURL: "INVALID_NEW_USER_CALLBACK_URL",
})) {
  test(`no ${name} leads away from here`, async () => {
    for (const url of HOSTILE) {
      const body = { provider: "oidc", callbackURL: WELCOME, errorCallbackURL: OOPS, [name]: url };
      refused(await browser().client.signIn.social(body), 403, code);
    }
  });
}

test("parameters that bind the answer can not be set", async () => {
  for (const name of [
    "redirect_uri",
    "state",
    "client_id",
    "response_type",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "scope",
  ]) {
    const body = { provider: "oidc", callbackURL: WELCOME, additionalParams: { [name]: "x" } };
    refused(await browser().client.signIn.social(body), 400, "VALIDATION_ERROR");
  }
});

test("data that the page adds is not taken for that of the server", async () => {
  const person = await acquaintance();
  const additionalData = {
    callbackURL: "https://evil.example/",
    codeVerifier: "x".repeat(43),
    link: { userId: "x", email: person.email },
    expiresAt: 0,
  };
  arrived(await comeBack(person, await agree(await wayOut(person, { additionalData }), person)), NEWCOMERS);
});

test("a page of another site can not start a sign-in in a browser with cookies", async () => {
  const person = await acquaintance();
  await wayOut(person);
  person.jar.origin = "https://evil.example";
  const answer = await person.client.signIn.social({ provider: "oidc", callbackURL: WELCOME });
  refused(answer, 403, "INVALID_ORIGIN");
});

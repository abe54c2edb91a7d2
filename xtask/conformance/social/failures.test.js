import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, isOriginal, signedIn } from "../lib/actor.js";
import {
  NEWCOMERS,
  WELCOME,
  acquaintance,
  agree,
  answers,
  arrived,
  comeBack,
  failed,
  outage,
  rotateKeys,
  signInWith,
  treat,
  wayOut,
} from "../lib/provider.js";

/** A sign-in that fails, and the next one that does not. */
async function failsOnce(endpoint, fault, code) {
  const person = await acquaintance({ faults: { [endpoint]: fault } });
  failed(await signInWith(person), code);
  assert.equal(await signedIn(person), false);
  assert.equal((await answers(person)).trap, 0);
  await treat(person, { faults: {} });
  arrived(await signInWith(person), NEWCOMERS);
}

test("a provider that is slow is waited for", async () => {
  const person = await acquaintance({ faults: { token: "slow", userinfo: "slow" } });
  arrived(await signInWith(person), NEWCOMERS);
  assert.ok(await signedIn(person));
});

for (const fault of ["error", "closed", "garbage"]) {
  // The original takes any text for tokens, and then has none to ask for a profile with.
  const code = isOriginal && fault === "garbage" ? "unable_to_get_user_info" : "invalid_code";
  test(`a provider that gives no tokens (${fault})`, () => failsOnce("token", fault, code));
  // The original answers with 500 to the second of them.
  test(`a provider that gives no profile (${fault})`, { skip: isOriginal && fault === "closed" }, () =>
    failsOnce("userinfo", fault, "unable_to_get_user_info"));
}

test("an id token that somebody else signed is refused", async () => {
  await failsOnce("token", "forged", "unable_to_get_user_info");
});

test("a profile of somebody else is refused", async () => {
  await failsOnce("userinfo", "mistaken", "unable_to_get_user_info");
});

// The original follows redirects, reads whatever comes, and waits for ever.
test("a redirect of the provider is not followed", { skip: isOriginal }, async () => {
  await failsOnce("token", "redirect", "invalid_code");
});

test("more than a provider has to say is not read", { skip: isOriginal }, async () => {
  await failsOnce("token", "huge", "invalid_code");
});

test("a provider that never answers is given up in time", { skip: isOriginal }, async () => {
  const person = await acquaintance({ faults: { token: "silent" } });
  const back = await agree(await wayOut(person), person);
  const start = Date.now();
  failed(await comeBack(person, back), "invalid_code");
  assert.ok(Date.now() - start < 20_000);
  assert.equal(await signedIn(person), false);
});

// The original asks for keys at most every 30 seconds.
test("new keys of the provider are fetched", { skip: isOriginal }, async () => {
  const person = await acquaintance();
  arrived(await signInWith(person), NEWCOMERS);
  await rotateKeys();
  const again = { ...person, ...browser() };
  arrived(await signInWith(again), WELCOME);
  assert.ok(await signedIn(again));
});

test("keys that are known are enough while the provider can not be asked", async () => {
  const person = await acquaintance();
  await outage("jwks", "closed");
  await outage("discovery", "error");
  try {
    arrived(await signInWith(person), NEWCOMERS);
  } finally {
    await outage("jwks", null);
    await outage("discovery", null);
  }
});

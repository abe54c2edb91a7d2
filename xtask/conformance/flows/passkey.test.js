import assert from "node:assert/strict";
import { test } from "node:test";
import { Authenticator } from "../lib/authenticator.js";
import { browser, granted, isOriginal, member, origin, refused, signedIn } from "../lib/actor.js";

/** Somebody with an account, and a passkey in an authenticator of their own. */
async function holder(name) {
  const authenticator = new Authenticator(origin).plugIn();
  const person = await member();
  const passkey = granted(await person.client.passkey.addPasskey(name ? { name } : undefined));
  return { ...person, authenticator, passkey };
}

test("a passkey is registered", async () => {
  const { passkey, user } = await holder("Laptop");
  assert.equal(passkey.name, "Laptop");
  assert.equal(passkey.userId, user.id);
  assert.equal(passkey.deviceType, "singleDevice");
  assert.equal(passkey.backedUp, false);
  assert.equal(passkey.transports, "internal");
  assert.equal(passkey.counter, 0);
  assert.equal(passkey.aaguid, "00000000-0000-0000-0000-000000000000");
  assert.equal(typeof passkey.credentialID, "string");
  assert.equal(typeof passkey.publicKey, "string");
  assert.ok(passkey.createdAt instanceof Date);
});

test("the same authenticator is not registered twice", async () => {
  const { client } = await holder();
  const { error } = await client.passkey.addPasskey();
  assert.equal(error.code, "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED");
});

test("a passkey signs in without a name", async () => {
  const { user } = await holder();
  const there = browser();
  const answer = granted(await there.client.signIn.passkey());
  assert.equal(answer.user.id, user.id);
  assert.equal(answer.session.userId, user.id);
  assert.equal(typeof answer.session.token, "string");
  assert.ok(answer.session.expiresAt instanceof Date);
  assert.ok(await signedIn(there));
});

test("a passkey signs in from the suggestions of a form", async () => {
  const { authenticator, user } = await holder();
  const there = browser();
  const answer = granted(await there.client.signIn.passkey({ autoFill: true }));
  assert.equal(authenticator.lastMediation, "conditional");
  assert.equal(answer.user.id, user.id);
});

test("a passkey confirms somebody who is signed in", async () => {
  const { client, user } = await holder();
  assert.equal(granted(await client.signIn.passkey()).user.id, user.id);
});

test("a session is opened with the registration on request", async () => {
  new Authenticator(origin).plugIn();
  const person = await member();
  const answer = granted(await person.client.passkey.addPasskey({ createSession: true }));
  assert.equal(answer.user.id, person.user.id);
  assert.equal(answer.session.userId, person.user.id);
  assert.notEqual(answer.session.token, person.token);
  assert.ok(await signedIn(person));
});

test("the passkeys are listed", async () => {
  const { client, passkey } = await holder("Phone");
  new Authenticator(origin).plugIn();
  const second = granted(await client.passkey.addPasskey());
  const listed = granted(await client.passkey.listUserPasskeys());
  assert.deepEqual(listed.map(({ id }) => id), [passkey.id, second.id]);
  assert.equal(listed[0].name, "Phone");
});

test("a passkey is renamed", async () => {
  const { client, passkey } = await holder("Phone");
  const renamed = granted(await client.passkey.updatePasskey({ id: passkey.id, name: "Old phone" }));
  assert.equal(renamed.passkey.name, "Old phone");
  const [listed] = granted(await client.passkey.listUserPasskeys());
  assert.equal(listed.name, "Old phone");
});

test("a passkey that was deleted signs nobody in", async () => {
  const { client, passkey } = await holder();
  assert.equal(granted(await client.passkey.deletePasskey({ id: passkey.id })).status, true);
  assert.deepEqual(granted(await client.passkey.listUserPasskeys()), []);
  refused(await browser().client.signIn.passkey(), 401, "PASSKEY_NOT_FOUND");
});

// The same answer for both here, so that it does not tell which passkeys exist.
test("a passkey of somebody else can be neither renamed nor deleted", async () => {
  const { passkey } = await holder();
  const { client } = await member();
  const status = isOriginal ? 401 : 404;
  refused(await client.passkey.updatePasskey({ id: passkey.id, name: "Mine" }), status);
  const answer = await client.passkey.deletePasskey({ id: passkey.id });
  assert.equal(answer.error.status, status);
  refused(await client.passkey.deletePasskey({ id: "unknown" }), 404, "PASSKEY_NOT_FOUND");
});

test("a stranger registers nothing", async () => {
  new Authenticator(origin).plugIn();
  refused(await browser().client.passkey.addPasskey(), 401);
});

test("an authenticator without a passkey signs nobody in", async () => {
  new Authenticator(origin).plugIn();
  const { data, error } = await browser().client.signIn.passkey();
  assert.equal(data, null);
  assert.equal(error.status, 400);
});

test("a page of another origin gets no session", async () => {
  const { authenticator } = await holder();
  authenticator.origin = "https://evil.example";
  const there = browser();
  const { error } = await there.client.signIn.passkey();
  assert.equal(error.code, "AUTHENTICATION_FAILED");
  assert.equal(await signedIn(there), false);
});

// Safer here than the original: a passkey is all that is asked for, so it must be unlocked.
test("an authenticator that does not verify its user", async () => {
  const { authenticator } = await holder();
  authenticator.verifiesUser = false;
  const there = browser();
  await there.client.signIn.passkey();
  assert.equal(await signedIn(there), isOriginal);
});

test("an assertion is worth one session", async () => {
  await holder();
  const there = browser();
  const { client, jar } = there;
  const sent = [];
  const fetch = jar.fetch;
  const options = { fetchOptions: { onRequest: ({ body }) => sent.push(body) } };
  granted(await client.signIn.passkey(options));
  const again = await fetch(`${origin}/auth/passkey/verify-authentication`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof sent[0] === "string" ? sent[0] : JSON.stringify(sent[0]),
  });
  assert.equal(again.status, 400);
  assert.equal((await again.json()).code, "CHALLENGE_NOT_FOUND");
});

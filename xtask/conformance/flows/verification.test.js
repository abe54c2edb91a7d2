import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, granted, isOriginal, member, origin, refused, somebody } from "../lib/actor.js";
import { follow, linkTo } from "../lib/mail.js";

/** The token of a mailed link. */
async function tokenTo(email) {
  return new URL(await linkTo(email)).searchParams.get("token");
}

/** Somebody who is signed in, at an address that is proven. */
async function verified() {
  const person = await member();
  granted(await person.client.sendVerificationEmail({ email: person.email }));
  await follow(await linkTo(person.email));
  return person;
}

async function user({ client }) {
  return granted(await client.getSession()).user;
}

test("a mailed link proves the address and leads to the page", async () => {
  const person = await member();
  const { client, email } = person;
  const ask = { email, callbackURL: "/done?step=1" };
  assert.deepEqual(granted(await client.sendVerificationEmail(ask)), { status: true });
  const page = await follow(await linkTo(email));
  assert.equal(page.href, `${origin}/done?step=1`);
  assert.equal((await user(person)).emailVerified, true);
});

test("a token proves the address, and a second time it says so", async () => {
  const { client, email } = await member();
  granted(await client.sendVerificationEmail({ email }));
  const token = await tokenTo(email);
  const answer = granted(await client.verifyEmail({ query: { token } }));
  assert.deepEqual(answer, { status: true, user: null });
  const again = await browser().client.verifyEmail({ query: { token } });
  // The original does not use its tokens up.
  if (isOriginal) granted(again);
  else refused(again, 401, "TOKEN_ALREADY_USED");
});

test("a token that nobody issued is refused", async () => {
  const { client } = browser();
  refused(await client.verifyEmail({ query: { token: "x" } }), 401, "INVALID_TOKEN");
  const page = await follow(`${origin}/auth/verify-email?token=x&callbackURL=/done`);
  assert.equal(page.href, `${origin}/done?error=INVALID_TOKEN`);
});

test("who is signed in asks for the own address only, and only while it is not proven", async () => {
  const { client, email } = await verified();
  refused(await client.sendVerificationEmail({ email }), 400, "EMAIL_ALREADY_VERIFIED");
  const other = somebody().email;
  refused(await client.sendVerificationEmail({ email: other }), 400, "EMAIL_MISMATCH");
});

test("a stranger is not told whether there is an account", async () => {
  const { client } = browser();
  const { email } = await member();
  const known = granted(await client.sendVerificationEmail({ email }));
  assert.deepEqual(granted(await client.sendVerificationEmail({ email: somebody().email })), known);
  await follow(await linkTo(email));
});

test("a page of another site is refused", async () => {
  const { client, email } = await member();
  const callbackURL = "https://evil.example/done";
  refused(await client.sendVerificationEmail({ email, callbackURL }), 403, "INVALID_CALLBACK_URL");
  const link = `${origin}/auth/verify-email?token=x&callbackURL=${encodeURIComponent(callbackURL)}`;
  const response = await fetch(link, { redirect: "manual" });
  assert.equal(response.status, 403);
});

test("a proven address agrees to a move, then the new one proves itself", async () => {
  const person = await verified();
  const newEmail = somebody().email;
  const ask = { newEmail, callbackURL: "/moved" };
  assert.deepEqual(granted(await person.client.changeEmail(ask)), { status: true });
  assert.equal((await follow(await linkTo(person.email))).href, `${origin}/moved`);
  assert.equal((await user(person)).email, person.email);
  assert.equal((await follow(await linkTo(newEmail))).href, `${origin}/moved`);
  const moved = await user(person);
  assert.equal(moved.email, newEmail);
  assert.equal(moved.emailVerified, true);
  const { client } = browser();
  granted(await client.signIn.email({ email: newEmail, password: person.password }));
});

test("an address that was never proven is not asked", async () => {
  const person = await member();
  const newEmail = somebody().email;
  granted(await person.client.changeEmail({ newEmail }));
  const token = await tokenTo(newEmail);
  const answer = granted(await person.client.verifyEmail({ query: { token } }));
  assert.equal(answer.status, true);
  assert.equal(answer.user.email, newEmail);
  assert.equal((await user(person)).email, newEmail);
});

test("the link of a move is refused where somebody else is signed in", async () => {
  const person = await member();
  const other = await member();
  const newEmail = somebody().email;
  granted(await person.client.changeEmail({ newEmail }));
  const token = await tokenTo(newEmail);
  refused(await other.client.verifyEmail({ query: { token } }), 401, "INVALID_USER");
  assert.equal((await user(person)).email, person.email);
  granted(await person.client.verifyEmail({ query: { token } }));
});

test("a taken address is answered as a free one, the own one is refused", async () => {
  const person = await member();
  const taken = await member();
  const answer = granted(await person.client.changeEmail({ newEmail: taken.email }));
  assert.deepEqual(answer, { status: true });
  // The original has no code here.
  const code = isOriginal ? undefined : "EMAIL_IS_THE_SAME";
  refused(await person.client.changeEmail({ newEmail: person.email }), 400, code);
});

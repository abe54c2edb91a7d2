// Deletions that must be confirmed by mail.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, elsewhere, granted, isOriginal, member, refused, signedIn } from "../lib/actor.js";
import { linkTo } from "../lib/mail.js";

/** Asks for the mail, and hands out the link in it. */
async function ask({ client, email }, options = { callbackURL: "/bye" }) {
  const answer = granted(await client.deleteUser(options));
  assert.deepEqual(answer, { success: true, message: "Verification email sent" });
  return linkTo(email);
}

/** Opens a link in somebody's browser. */
const open = ({ jar }, link) => jar.fetch(link, { redirect: "manual" });

const tokenIn = (link) => new URL(link).searchParams.get("token");

async function codeOf(response) {
  return (await response.json()).code;
}

test("the mailed link deletes the account and leads on", async () => {
  const person = await member();
  const link = await ask(person);
  assert.ok(await signedIn(person));
  const response = await open(person, link);
  assert.equal(response.status, 302);
  assert.equal(response.headers.get("location"), "/bye");
  assert.equal(await signedIn(person), false);
  const { email, password } = person;
  const { client } = browser();
  refused(await client.signIn.email({ email, password }), 401, "INVALID_EMAIL_OR_PASSWORD");
});

test("a right password does not stand for the mail", async () => {
  const person = await member();
  await ask(person, { password: person.password });
  assert.ok(await signedIn(person));
});

test("a wrong password sends no mail", async () => {
  const { client } = await member();
  refused(await client.deleteUser({ password: "wrong horse wrong staple" }), 400, "INVALID_PASSWORD");
});

test("the token may be posted", async () => {
  const person = await member();
  const token = tokenIn(await ask(person));
  const answer = granted(await person.client.deleteUser({ token }));
  assert.deepEqual(answer, { success: true, message: "User deleted" });
  assert.equal(await signedIn(person), false);
});

test("the client opens the link by itself", async () => {
  const person = await member();
  const token = tokenIn(await ask(person));
  const answer = granted(await person.client.deleteUser.callback({ query: { token } }));
  assert.deepEqual(answer, { success: true, message: "User deleted" });
  assert.equal(await signedIn(person), false);
});

test("a token that nobody issued is refused", async () => {
  const { client } = await member();
  refused(await client.deleteUser({ token: "x" }), 404, "INVALID_TOKEN");
  refused(await client.deleteUser.callback({ query: { token: "x" } }), 404, "INVALID_TOKEN");
});

test("the link works only where its owner is signed in", async () => {
  const person = await member();
  const link = await ask(person);
  const anonymous = await open(browser(), link);
  assert.equal(anonymous.status, 404);
  assert.equal(await codeOf(anonymous), "FAILED_TO_GET_USER_INFO");
  const foreign = await open(await member(), link);
  assert.equal(foreign.status, 404);
  assert.equal(await codeOf(foreign), "INVALID_TOKEN");
  // Here the visit of a stranger does not use the link up.
  const there = await elsewhere(person);
  assert.equal((await open(there, link)).status, isOriginal ? 404 : 302);
  assert.equal(await signedIn(person), isOriginal);
});

test("a page of another site is refused, before anything is deleted", async () => {
  const person = await member();
  const callbackURL = "https://evil.example/bye";
  refused(await person.client.deleteUser({ callbackURL }), 403, "INVALID_CALLBACK_URL");
  const link = new URL(await ask(person));
  link.searchParams.set("callbackURL", callbackURL);
  const response = await open(person, link.href);
  assert.equal(response.status, 403);
  assert.equal(await codeOf(response), "INVALID_CALLBACK_URL");
  assert.ok(await signedIn(person));
});

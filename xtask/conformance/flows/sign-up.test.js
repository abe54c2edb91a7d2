import assert from "node:assert/strict";
import { test } from "node:test";
import { granted, member, refused, signedIn, somebody } from "../lib/actor.js";

test("a sign-up answers with the user and signs them in", async () => {
  const person = somebody();
  const { name, email, password } = person;
  const { token, user } = granted(await person.client.signUp.email({ name, email, password }));
  assert.equal(typeof token, "string");
  assert.equal(user.email, email);
  assert.equal(user.name, name);
  assert.equal(user.emailVerified, false);
  assert.ok(user.createdAt instanceof Date);
  assert.ok(await signedIn(person));
});

test("a user name is folded and shown as it was typed", async () => {
  const { client, username } = await member();
  const { user } = granted(await client.getSession());
  assert.equal(user.username, username.toLowerCase());
  assert.equal(user.displayUsername, username);
});

test("an address is taken once", async () => {
  const { email } = await member();
  const { client, name, password } = somebody();
  const answer = await client.signUp.email({ name, email, password });
  refused(answer, 422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
});

test("an address is the same in any case", async () => {
  const { email } = await member();
  const { client, name, password } = somebody();
  const answer = await client.signUp.email({ name, email: email.toUpperCase(), password });
  refused(answer, 422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
});

test("a user name is taken once", async () => {
  const { username } = await member();
  const { client, name, email, password } = somebody();
  const answer = await client.signUp.email({ name, email, password, username });
  refused(answer, 400, "USERNAME_IS_ALREADY_TAKEN");
});

test("a short password is refused", async () => {
  const { client, name, email } = somebody();
  const answer = await client.signUp.email({ name, email, password: "short" });
  refused(answer, 400, "PASSWORD_TOO_SHORT");
});

test("a user name tells whether it is available", async () => {
  const { client, username } = somebody();
  assert.deepEqual(granted(await client.isUsernameAvailable({ username })), { available: true });
  const taken = await member();
  const answer = await client.isUsernameAvailable({ username: taken.username });
  assert.deepEqual(granted(answer), { available: false });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, browser, elsewhere, granted, isOriginal, member, refused, signedIn } from "../lib/actor.js";

const NEW = "another horse another staple";

test("a changed password signs in, the old one does not", async () => {
  const person = await member();
  const { email } = person;
  granted(await person.client.changePassword({ currentPassword: PASSWORD, newPassword: NEW }));
  assert.ok(await signedIn(person));
  const { client } = browser();
  refused(await client.signIn.email({ email, password: PASSWORD }), 401, "INVALID_EMAIL_OR_PASSWORD");
  granted(await client.signIn.email({ email, password: NEW }));
});

test("changing the password with revokeOtherSessions signs the other devices out", async () => {
  const here = await member();
  const there = await elsewhere(here);
  const change = { currentPassword: PASSWORD, newPassword: NEW, revokeOtherSessions: true };
  const answer = granted(await here.client.changePassword(change));
  assert.notEqual(answer.token, here.token);
  assert.equal(answer.user.id, here.user.id);
  assert.ok(await signedIn(here));
  assert.equal(await signedIn(there), false);
});

// Safer here than the original: without the flag the other devices are signed out as well.
test("changing the password without the flag", async () => {
  const here = await member();
  const there = await elsewhere(here);
  granted(await here.client.changePassword({ currentPassword: PASSWORD, newPassword: NEW }));
  assert.equal(await signedIn(there), isOriginal);
});

test("a wrong current password is refused", async () => {
  const { client } = await member();
  const change = { currentPassword: "wrong horse wrong staple", newPassword: NEW };
  refused(await client.changePassword(change), 400, "INVALID_PASSWORD");
});

test("the profile is changed, and the session shows it", async () => {
  const { client } = await member();
  granted(await client.updateUser({ name: "Somebody Else", image: "https://example.com/a.png" }));
  const { user } = granted(await client.getSession());
  assert.equal(user.name, "Somebody Else");
  assert.equal(user.image, "https://example.com/a.png");
});

test("a user name is changed, and taken names are refused", async () => {
  const first = await member();
  const { client } = await member();
  refused(await client.updateUser({ username: first.username }), 400, "USERNAME_IS_ALREADY_TAKEN");
  const username = `New_${first.username}`;
  granted(await client.updateUser({ username }));
  assert.equal(granted(await client.getSession()).user.username, username.toLowerCase());
});

test("the address can not be changed with the profile", async () => {
  const { client } = await member();
  refused(await client.updateUser({ email: "x@example.com" }), 400, "EMAIL_CAN_NOT_BE_UPDATED");
});

test("the ways in are listed, and the last one stays", async () => {
  const { client, user } = await member();
  const [account, ...others] = granted(await client.listAccounts());
  assert.deepEqual(others, []);
  assert.equal(account.providerId, "credential");
  assert.equal(account.accountId, user.id);
  assert.ok(account.createdAt instanceof Date);
  assert.equal("password" in account, false);
  refused(await client.unlinkAccount({ accountId: account.id }), 400, "FAILED_TO_UNLINK_LAST_ACCOUNT");
});

test("a deleted account can not sign in any more", async () => {
  const person = await member();
  const { email, password } = person;
  refused(await person.client.deleteUser({ password: "wrong horse wrong staple" }), 400, "INVALID_PASSWORD");
  const answer = granted(await person.client.deleteUser({ password }));
  assert.equal(answer.success, true);
  assert.equal(await signedIn(person), false);
  refused(await browser().client.signIn.email({ email, password }), 401, "INVALID_EMAIL_OR_PASSWORD");
});

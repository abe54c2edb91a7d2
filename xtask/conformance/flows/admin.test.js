import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, granted, isOriginal, member, refused, signedIn } from "../lib/actor.js";

const email = process.env.ADMIN_EMAIL;
const password = process.env.ADMIN_PASSWORD;
// The original makes no administrator at start.
const skip = isOriginal && "there is no administrator";

/** The administrator whom the server made at start. */
async function administrator() {
  const admin = browser();
  granted(await admin.client.signIn.email({ email, password }));
  return admin;
}

test("users are listed, searched and paged", { skip }, async () => {
  const { client } = await administrator();
  const person = await member();
  const query = { searchValue: person.email, searchField: "email", limit: 10 };
  const page = granted(await client.admin.listUsers({ query }));
  assert.deepEqual(page.users.map((user) => user.email), [person.email]);
  assert.equal(page.total, 1);
  assert.equal(page.users[0].role, "user");
});

test("a user is made, given a role, and removed", { skip }, async () => {
  const { client } = await administrator();
  const address = `made-${Date.now()}@example.com`;
  const made = granted(await client.admin.createUser({ email: address, name: "Made", password: "correct horse battery" }));
  assert.equal(made.user.email, address);
  const changed = granted(await client.admin.setRole({ userId: made.user.id, role: "admin" }));
  assert.equal(changed.user.role, "admin");
  assert.deepEqual(granted(await client.admin.removeUser({ userId: made.user.id })), { success: true });
});

test("a banned user is out, and comes back", { skip }, async () => {
  const { client } = await administrator();
  const person = await member();
  const banned = granted(await client.admin.banUser({ userId: person.user.id, banReason: "spam" }));
  assert.equal(banned.user.banned, true);
  assert.equal(await signedIn(person), false);
  const refusal = await browser().client.signIn.email({ email: person.email, password: person.password });
  refused(refusal, 403, "BANNED_USER");
  granted(await client.admin.unbanUser({ userId: person.user.id }));
  granted(await browser().client.signIn.email({ email: person.email, password: person.password }));
});

test("an administrator acts in the name of a user and goes back", { skip }, async () => {
  const admin = await administrator();
  const person = await member();
  granted(await admin.client.admin.impersonateUser({ userId: person.user.id }));
  const acting = granted(await admin.client.getSession());
  assert.equal(acting.user.id, person.user.id);
  assert.ok(acting.session.impersonatedBy);
  granted(await admin.client.admin.stopImpersonating());
  assert.equal(granted(await admin.client.getSession()).user.email, email);
});

test("sessions of a user are listed and ended", { skip }, async () => {
  const { client } = await administrator();
  const person = await member();
  const { sessions } = granted(await client.admin.listUserSessions({ userId: person.user.id }));
  assert.equal(sessions.length, 1);
  granted(await client.admin.revokeUserSession({ sessionToken: sessions[0].token }));
  assert.equal(await signedIn(person), false);
});

test("a plain user is refused", { skip }, async () => {
  const { client } = await member();
  refused(await client.admin.listUsers({ query: {} }), 403, "YOU_ARE_NOT_ALLOWED_TO_LIST_USERS");
  const asked = granted(await client.admin.hasPermission({ permissions: { user: ["list"] } }));
  assert.equal(asked.success, false);
});

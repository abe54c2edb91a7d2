import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bearer,
  browser,
  elsewhere,
  granted,
  isOriginal,
  member,
  refused,
  signedIn,
} from "../lib/actor.js";

test("without a session get-session answers null", async () => {
  assert.equal(granted(await browser().client.getSession()), null);
});

test("get-session has the session, the user, and dates that are dates", async () => {
  const { client, user, token } = await member();
  const current = granted(await client.getSession());
  assert.equal(current.user.id, user.id);
  assert.equal(current.session.userId, user.id);
  assert.equal(current.session.token, token);
  for (const date of [current.session.expiresAt, current.session.createdAt, current.user.updatedAt]) {
    assert.ok(date instanceof Date && !Number.isNaN(date.getTime()));
  }
});

test("without a session the list is refused", async () => {
  refused(await browser().client.listSessions(), 401);
});

test("every device is in the list", async () => {
  const here = await member();
  const there = await elsewhere(here);
  const list = granted(await here.client.listSessions());
  const ids = [here, there].map(async ({ client }) => granted(await client.getSession()).session.id);
  assert.deepEqual(list.map(({ id }) => id).sort(), (await Promise.all(ids)).sort());
  assert.ok(list.every(({ createdAt }) => createdAt instanceof Date));
});

test("a device is signed out by the token that the list gives", async () => {
  const here = await member();
  const there = await elsewhere(here);
  const { id } = granted(await there.client.getSession()).session;
  const listed = granted(await here.client.listSessions()).find((session) => session.id === id);
  assert.deepEqual(granted(await here.client.revokeSession({ token: listed.token })), {
    status: true,
  });
  assert.equal(await signedIn(there), false);
  assert.ok(await signedIn(here));
});

test("nobody signs out somebody else's device", async () => {
  const victim = await member();
  const attacker = await member();
  const [listed] = granted(await victim.client.listSessions());
  granted(await attacker.client.revokeSession({ token: listed.token }));
  assert.ok(await signedIn(victim));
});

test("the other devices are signed out at once", async () => {
  const here = await member();
  const others = [await elsewhere(here), await elsewhere(here)];
  assert.deepEqual(granted(await here.client.revokeOtherSessions()), { status: true });
  for (const other of others) assert.equal(await signedIn(other), false);
  assert.ok(await signedIn(here));
});

test("all devices are signed out at once", async () => {
  const here = await member();
  const there = await elsewhere(here);
  assert.deepEqual(granted(await here.client.revokeSessions()), { status: true });
  assert.equal(await signedIn(here), false);
  assert.equal(await signedIn(there), false);
});

test("a sign-out ends the session and removes the cookie", async () => {
  const person = await member();
  assert.equal(granted(await person.client.signOut()).success, true);
  assert.equal(person.jar.attributes("session_token"), undefined);
  assert.equal(person.jar.attributes("session-token"), undefined);
  assert.equal(await signedIn(person), false);
});

test("a sign-out without a session succeeds", async () => {
  assert.equal(granted(await browser().client.signOut()).success, true);
});

test("a token works without cookies", async () => {
  const { token, user } = await member();
  const current = granted(await bearer(token).getSession());
  assert.equal(current.user.id, user.id);
  assert.equal(granted(await bearer(token).listSessions()).length, 1);
});

test("a token is void after the sign-out", async () => {
  const { token } = await member();
  granted(await bearer(token).signOut());
  await isVoid(token);
});

test("a token that nobody issued is void", async () => {
  await isVoid("session_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
});

// The original answers a void bearer token with 200 null, like no credential at all. Ours says
// 401, so that an application notices that its stored token has ended.
async function isVoid(token) {
  const answer = await bearer(token).getSession();
  if (isOriginal) assert.equal(granted(answer), null);
  else refused(answer, 401, "UNAUTHORIZED");
  refused(await bearer(token).listSessions(), 401);
}

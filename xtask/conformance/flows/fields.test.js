import assert from "node:assert/strict";
import { test } from "node:test";
import { createAuthClient } from "better-auth/client";
import { inferAdditionalFields, usernameClient } from "better-auth/client/plugins";
import { Jar } from "../lib/jar.js";
import { elsewhere, granted, isOriginal, member, origin, refused, somebody } from "../lib/actor.js";

/** Somebody whose client knows the declared fields. */
function informed() {
  const jar = new Jar(origin);
  const declared = {
    user: { phone: { type: "string", required: false }, plan: { type: "string", input: false } },
    session: { theme: { type: "string", required: false } },
  };
  const client = createAuthClient({
    baseURL: `${origin}/auth`,
    plugins: [usernameClient(), inferAdditionalFields(declared)],
    fetchOptions: { customFetchImpl: jar.fetch },
  });
  return { ...somebody(), jar, client };
}

test("a declared field is given at sign-up, and every answer shows it", async () => {
  const { client, name, email, password } = informed();
  const signedUp = granted(await client.signUp.email({ name, email, password, phone: "555-0100" }));
  assert.equal(signedUp.user.phone, "555-0100");
  assert.equal(signedUp.user.plan, "free");
  assert.equal(Object.keys(signedUp.user).at(-1), "id");
  const { user } = granted(await client.getSession());
  assert.deepEqual(user, signedUp.user);
  const signedIn = granted(await informed().client.signIn.email({ email, password }));
  assert.deepEqual(signedIn.user, user);
});

test("a declared field is changed and cleared with the profile", async () => {
  const { client } = await member();
  granted(await client.updateUser({ phone: "555-0101" }));
  assert.equal(granted(await client.getSession()).user.phone, "555-0101");
  granted(await client.updateUser({ name: "Somebody Else" }));
  assert.equal(granted(await client.getSession()).user.phone, "555-0101");
  granted(await client.updateUser({ phone: null }));
  assert.equal(granted(await client.getSession()).user.phone, null);
});

test("a declared field that clients can not set is refused", async () => {
  const { client } = await member();
  refused(await client.updateUser({ plan: "pro" }), 400, "FIELD_NOT_ALLOWED");
  assert.equal(granted(await client.getSession()).user.plan, "free");
});

test("a value of another type", async () => {
  const { client } = await member();
  const answer = await client.updateUser({ phone: 5 });
  // The original takes it, as long as the database does.
  if (isOriginal) granted(answer);
  else refused(answer, 400, "VALIDATION_ERROR");
});

test("a declared field of the session is changed, for this device", async () => {
  const here = await member();
  const there = await elsewhere(here);
  const { session } = granted(await here.client.updateSession({ theme: "dark" }));
  assert.equal(session.theme, "dark");
  assert.equal(session.token, here.token);
  assert.equal(Object.keys(session).at(-1), "id");
  const read = granted(await here.client.getSession()).session;
  assert.equal(read.theme, "dark");
  assert.equal(read.id, session.id);
  assert.equal(granted(await there.client.getSession()).session.theme ?? null, null);
});

test("what is no declared field of the session changes nothing", async () => {
  const { client } = await member();
  // The code is ours; the original has a message only.
  const code = isOriginal ? undefined : "NO_FIELDS_TO_UPDATE";
  refused(await client.updateSession({ colour: "green" }), 400, code);
  const before = granted(await client.getSession()).session;
  const stolen = { userId: "somebody", expiresAt: new Date(0), token: "x" };
  refused(await client.updateSession(stolen), 400, isOriginal ? undefined : "FIELD_NOT_ALLOWED");
  assert.deepEqual(granted(await client.getSession()).session, before);
});

test("the fields of a session need one", async () => {
  refused(await informed().client.updateSession({ theme: "dark" }), 401);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, granted, isOriginal, origin, refused, signedIn, somebody } from "../lib/actor.js";
import { follow, linkTo, mailTo } from "../lib/mail.js";

test("nobody signs in before the mailed link was opened", async () => {
  const person = somebody();
  const { client, name, email, password } = person;
  const { token, user } = granted(await client.signUp.email({ name, email, password }));
  assert.equal(token, null);
  assert.equal(user.emailVerified, false);
  assert.equal(await signedIn(person), false);
  refused(await client.signIn.email({ email, password }), 403, "EMAIL_NOT_VERIFIED");
  const page = await follow(await linkTo(email));
  assert.equal(page.href, `${origin}/`);
  granted(await client.signIn.email({ email, password }));
  assert.ok(await signedIn(person));
});

test("the link leads to the page that the sign-up named", async () => {
  const { client, name, email, password } = somebody();
  granted(await client.signUp.email({ name, email, password, callbackURL: "/welcome" }));
  assert.equal((await follow(await linkTo(email))).href, `${origin}/welcome`);
});

test("a wrong password is told nothing", async () => {
  const { client, name, email, password } = somebody();
  granted(await client.signUp.email({ name, email, password }));
  const answer = await client.signIn.email({ email, password: "wrong horse wrong staple" });
  refused(answer, 401, "INVALID_EMAIL_OR_PASSWORD");
});

test("a taken address looks like a new one, and its owner is told", async () => {
  const { client, name, email, password } = somebody();
  const first = granted(await client.signUp.email({ name, email, password }));
  await linkTo(email);
  const again = granted(await browser().client.signUp.email({ name, email, password }));
  assert.notEqual(again.user.id, first.user.id);
  // In the memory of the original a column without a value is none.
  const isShown = ([, value]) => !isOriginal || value !== null;
  const keys = (user) => Object.entries(user).filter(isShown).map(([key]) => key);
  const shape = ({ token, user }) => ({ token, keys: keys(user) });
  assert.deepEqual(shape(again), shape(first));
  // The original leaves that to the application.
  if (!isOriginal) assert.ok((await mailTo(email)).subject);
});

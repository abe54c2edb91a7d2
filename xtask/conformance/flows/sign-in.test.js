import assert from "node:assert/strict";
import { test } from "node:test";
import { PASSWORD, browser, granted, member, refused, signedIn, somebody } from "../lib/actor.js";

test("a sign-in by address answers with the user and a token", async () => {
  const { email, user } = await member();
  const { client } = browser();
  const answer = granted(await client.signIn.email({ email, password: PASSWORD }));
  assert.equal(answer.redirect, false);
  assert.equal(typeof answer.token, "string");
  assert.equal(answer.user.id, user.id);
  assert.ok(await signedIn({ client }));
});

test("a sign-in by user name works in any case", async () => {
  const { username, user } = await member();
  const { client } = browser();
  const name = username.toUpperCase();
  const answer = granted(await client.signIn.username({ username: name, password: PASSWORD }));
  assert.equal(answer.user.id, user.id);
  assert.ok(await signedIn({ client }));
});

test("a wrong password and an unknown address answer alike", async () => {
  const { email } = await member();
  const stranger = somebody();
  const wrong = await browser().client.signIn.email({ email, password: "not the password" });
  refused(wrong, 401, "INVALID_EMAIL_OR_PASSWORD");
  const unknown = await stranger.client.signIn.email({
    email: stranger.email,
    password: "not the password",
  });
  refused(unknown, 401, "INVALID_EMAIL_OR_PASSWORD");
  assert.equal(wrong.error.message, unknown.error.message);
});

test("a wrong password for a user name is refused", async () => {
  const { username } = await member();
  const answer = await browser().client.signIn.username({ username, password: "not the password" });
  refused(answer, 401, "INVALID_USERNAME_OR_PASSWORD");
});

test("a refused sign-in leaves no cookie", async () => {
  const { email } = await member();
  const { client, jar } = browser();
  refused(await client.signIn.email({ email, password: "not the password" }), 401);
  assert.equal(jar.attributes("session"), undefined);
});

test("the cookie is for this site's HTTP only", async () => {
  const { jar } = await member();
  const attributes = jar.attributes("session");
  assert.ok(attributes.has("httponly"));
  assert.equal(attributes.get("samesite").toLowerCase(), "lax");
  assert.equal(attributes.get("path"), "/");
  assert.ok(Number(attributes.get("max-age")) > 0);
});

test("without rememberMe the cookie ends with the browser", async () => {
  const { email } = await member();
  const { client, jar } = browser();
  granted(await client.signIn.email({ email, password: PASSWORD, rememberMe: false }));
  const attributes = jar.attributes("session");
  assert.ok(!attributes.has("max-age") && !attributes.has("expires"));
  assert.ok(await signedIn({ client }));
});

test("a page of another site can not sign anybody in", async () => {
  const { email } = await member();
  const { client, jar } = browser();
  jar.origin = "https://evil.example";
  refused(await client.signIn.email({ email, password: PASSWORD }), 403, "INVALID_ORIGIN");
});

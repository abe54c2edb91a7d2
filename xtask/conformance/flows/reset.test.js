import assert from "node:assert/strict";
import { test } from "node:test";
import {
  PASSWORD,
  browser,
  elsewhere,
  granted,
  isOriginal,
  member,
  origin,
  refused,
  signedIn,
  somebody,
} from "../lib/actor.js";
import { follow, linkTo } from "../lib/mail.js";

const NEW = "another horse another staple";

/** The token that the page gets when the link in the mail is opened. */
async function mailedToken({ client, email }) {
  granted(await client.requestPasswordReset({ email, redirectTo: "/choose" }));
  return (await follow(await linkTo(email))).searchParams.get("token");
}

test("the mailed link leads to the page, with a token that sets a password", async () => {
  const { email } = await member();
  const { client } = browser();
  const answer = granted(await client.requestPasswordReset({ email, redirectTo: "/choose?step=1" }));
  assert.equal(answer.status, true);
  assert.equal(typeof answer.message, "string");
  const page = await follow(await linkTo(email));
  assert.equal(page.origin, origin);
  assert.equal(page.pathname, "/choose");
  assert.equal(page.searchParams.get("step"), "1");
  const token = page.searchParams.get("token");
  assert.deepEqual(granted(await client.resetPassword({ newPassword: NEW, token })), { status: true });
  refused(await client.signIn.email({ email, password: PASSWORD }), 401, "INVALID_EMAIL_OR_PASSWORD");
  granted(await client.signIn.email({ email, password: NEW }));
});

test("a token works once, and its link says so", async () => {
  const person = await member();
  const { client, email } = person;
  granted(await client.requestPasswordReset({ email, redirectTo: "/choose" }));
  const link = await linkTo(email);
  const token = (await follow(link)).searchParams.get("token");
  assert.equal((await follow(link)).searchParams.get("token"), token, "opening it uses nothing up");
  granted(await client.resetPassword({ newPassword: NEW, token }));
  refused(await client.resetPassword({ newPassword: PASSWORD, token }), 400, "INVALID_TOKEN");
  const page = await follow(link);
  assert.equal(page.searchParams.get("error"), "INVALID_TOKEN");
  assert.equal(page.searchParams.get("token"), null);
});

test("a token may be in the query", async () => {
  const person = await member();
  const token = await mailedToken(person);
  const options = { method: "POST", query: { token }, body: { newPassword: NEW } };
  granted(await browser().client.$fetch("/reset-password", options));
  granted(await browser().client.signIn.email({ email: person.email, password: NEW }));
});

// Safer here than the original: a reset signs every device out.
test("a reset opens no session, and ends those that there are", async () => {
  const here = await member();
  const there = await elsewhere(here);
  const token = await mailedToken(here);
  const stranger = browser();
  granted(await stranger.client.resetPassword({ newPassword: NEW, token }));
  assert.equal(await signedIn(stranger), false);
  assert.equal(await signedIn(here), isOriginal);
  assert.equal(await signedIn(there), isOriginal);
});

test("a known and an unknown address answer alike", async () => {
  const person = await member();
  const ask = ({ client, email }) => client.requestPasswordReset({ email, redirectTo: "/choose" });
  const known = granted(await ask(person));
  assert.deepEqual(granted(await ask(somebody())), known);
  await linkTo(person.email);
});

test("a token that nobody issued is refused", async () => {
  const { client } = browser();
  refused(await client.resetPassword({ newPassword: NEW, token: "x" }), 400, "INVALID_TOKEN");
  refused(await client.resetPassword({ newPassword: NEW }), 400, "INVALID_TOKEN");
  const page = await follow(`${origin}/auth/reset-password/x?callbackURL=/choose`);
  assert.equal(page.href, `${origin}/choose?error=INVALID_TOKEN`);
});

test("a password that is too short leaves the token as it is", async () => {
  const person = await member();
  const token = await mailedToken(person);
  const { client } = browser();
  refused(await client.resetPassword({ newPassword: "short", token }), 400, "PASSWORD_TOO_SHORT");
  granted(await client.resetPassword({ newPassword: NEW, token }));
});

test("a page of another site is refused", async () => {
  const { client, email } = await member();
  const redirectTo = "https://evil.example/choose";
  const answer = await client.requestPasswordReset({ email, redirectTo });
  refused(answer, 403, "INVALID_REDIRECT_URL");
  const link = `${origin}/auth/reset-password/x?callbackURL=${encodeURIComponent(redirectTo)}`;
  const response = await fetch(link, { redirect: "manual" });
  assert.equal(response.status, 403);
  assert.equal((await response.json()).code, "INVALID_CALLBACK_URL");
});

test("without a page the link leads into the application", async () => {
  const person = await member();
  granted(await person.client.requestPasswordReset({ email: person.email }));
  const page = await follow(await linkTo(person.email));
  assert.equal(page.origin, origin);
  // The original has no setting for it, and its link leads to its error page.
  if (isOriginal) return;
  assert.equal(page.pathname, "/reset-password");
  const token = page.searchParams.get("token");
  granted(await browser().client.resetPassword({ newPassword: NEW, token }));
});

test("the route has its older name as well", async () => {
  const { client, email } = await member();
  const answer = await client.forgetPassword({ email, redirectTo: "/choose" });
  if (isOriginal) {
    assert.equal(answer.error.status, 404);
    return;
  }
  granted(answer);
  await linkTo(email);
});

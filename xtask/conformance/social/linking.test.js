import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, elsewhere, granted, isOriginal, member, refused, signedIn } from "../lib/actor.js";
import { follow, linkTo } from "../lib/mail.js";
import {
  NEWCOMERS,
  WELCOME,
  acquaintance,
  agree,
  arrived,
  comeBack,
  failed,
  signInWith,
  treat,
  wayOut,
  wayToLink,
} from "../lib/provider.js";

/** A member with a password, and their account at the provider with the same address. */
async function both(settings) {
  const person = await member();
  const { id } = await acquaintance({ ...settings, claims: { email: person.email, ...settings?.claims } });
  return { ...person, id };
}

/** A member whose address is verified, and their account at the provider. */
async function verified(settings) {
  const person = await both(settings);
  granted(await person.client.sendVerificationEmail({ email: person.email, callbackURL: WELCOME }));
  await follow(await linkTo(person.email));
  return person;
}

async function link(person) {
  return comeBack(person, await agree(await wayToLink(person), person));
}

const providers = async ({ client }) =>
  granted(await client.listAccounts())
    .map(({ providerId }) => providerId)
    .sort();

test("a linked account is another way in to the same user", async () => {
  const person = await both();
  arrived(await link(person));
  assert.deepEqual(await providers(person), ["credential", "oidc"]);
  const other = { ...person, ...browser() };
  arrived(await signInWith(other));
  assert.equal(granted(await other.client.getSession()).user.id, person.user.id);
  const { email, password } = person;
  granted(await browser().client.signIn.email({ email, password }));
});

test("linking leaves the session as it is", async () => {
  const person = await both();
  await link(person);
  const { session, user } = granted(await person.client.getSession());
  assert.equal(session.token, person.token);
  assert.equal(user.name, person.name);
});

test("linking twice is linking once", async () => {
  const person = await both();
  arrived(await link(person));
  arrived(await link(person));
  assert.deepEqual(await providers(person), ["credential", "oidc"]);
});

test("an account that is unlinked is no way in any more", async () => {
  const person = await both();
  await link(person);
  const accounts = granted(await person.client.listAccounts());
  const accountId = accounts.find(({ providerId }) => providerId === "oidc").id;
  assert.deepEqual(granted(await person.client.unlinkAccount({ accountId })), { status: true });
  assert.deepEqual(await providers(person), ["credential"]);
  const other = { ...person, ...browser() };
  failed(await signInWith(other), "account_not_linked");
  assert.equal(await signedIn(other), false);
});

test("the only way in stays", async () => {
  const person = await acquaintance();
  await signInWith(person);
  const [{ id, accountId }] = granted(await person.client.listAccounts());
  refused(await person.client.unlinkAccount({ accountId: id }), 400, "FAILED_TO_UNLINK_LAST_ACCOUNT");
  if (!isOriginal) {
    const body = { providerId: "oidc", accountId };
    refused(await person.client.unlinkAccount(body), 400, "FAILED_TO_UNLINK_LAST_ACCOUNT");
  }
  assert.deepEqual(await providers(person), ["oidc"]);
});

test("nobody unlinks the account of somebody else", async () => {
  const owner = await both();
  await link(owner);
  const other = await both();
  await link(other);
  for (const { id } of granted(await owner.client.listAccounts())) {
    refused(await other.client.unlinkAccount({ accountId: id }), 400, "ACCOUNT_NOT_FOUND");
  }
  assert.deepEqual(await providers(owner), ["credential", "oidc"]);
});

test("an account that belongs to somebody else is not linked", async () => {
  const owner = await acquaintance();
  await signInWith(owner);
  const other = { ...(await member()), id: owner.id };
  await treat(owner, { claims: { ...owner.claims, email: other.email } });
  failed(await link(other), "account_already_linked_to_different_user");
  assert.deepEqual(await providers(other), ["credential"]);
  assert.deepEqual(await providers(owner), ["oidc"]);
});

test("an account with another address is not linked", async () => {
  const person = { ...(await member()), id: (await acquaintance()).id };
  failed(await link(person), "email_does_not_match");
  assert.deepEqual(await providers(person), ["credential"]);
});

test("an account whose address the provider does not vouch for is not linked", async () => {
  const person = await both({ claims: { email_verified: false } });
  failed(await link(person), "unable_to_link_account");
  assert.deepEqual(await providers(person), ["credential"]);
});

test("linking asks for a session, at both ends", async () => {
  const stranger = await acquaintance();
  refused(await stranger.client.linkSocial({ provider: "oidc", callbackURL: WELCOME }), 401, "UNAUTHORIZED");
  const person = await both();
  const back = await agree(await wayToLink(person), person);
  granted(await person.client.signOut());
  failed(await comeBack(person, back), "unable_to_link_account");
  assert.deepEqual(await providers(await elsewhere(person)), ["credential"]);
});

test("what one started to link, another can not finish", async () => {
  const person = await both();
  const back = await agree(await wayToLink(person), person);
  const other = await both();
  await wayToLink(other);
  const landing = await comeBack(other, back);
  assert.equal(landing.searchParams.get("error"), "state_mismatch");
  assert.deepEqual(await providers(other), ["credential"]);
});

test("an account is not linked to a user who came by it later in the same browser", async () => {
  const person = await both();
  const back = await agree(await wayToLink(person), person);
  const other = await both();
  granted(await person.client.signOut());
  const { email, password } = other;
  granted(await person.client.signIn.email({ email, password }));
  await comeBack(person, back);
  assert.deepEqual(await providers(person), ["credential"]);
});

test("an address that both sides vouch for links by itself", async () => {
  const person = await verified();
  const other = { ...person, ...browser() };
  arrived(await signInWith(other));
  assert.equal(granted(await other.client.getSession()).user.id, person.user.id);
  assert.deepEqual(await providers(other), ["credential", "oidc"]);
});

for (const [what, email_verified] of Object.entries({
  "does not vouch for": false,
  "vouches for in words": "false",
  "is silent about": undefined,
})) {
  test(`an address that the provider ${what} takes over nobody`, async () => {
    const person = await verified({ claims: { email_verified } });
    const other = { ...person, ...browser() };
    failed(await signInWith(other), "account_not_linked");
    assert.equal(await signedIn(other), false);
    assert.deepEqual(await providers(person), ["credential"]);
  });
}

// Whoever signed up with this address may not be its owner, and would keep their password.
test("an address that is not verified here is not merged", async () => {
  const person = await both();
  const other = { ...person, ...browser() };
  failed(await signInWith(other), "account_not_linked");
  assert.equal(await signedIn(other), false);
  assert.deepEqual(await providers(person), ["credential"]);
});

test("a newcomer without a verified address is one here as well", async () => {
  const person = await acquaintance({ claims: { email_verified: false } });
  arrived(await signInWith(person), NEWCOMERS);
  assert.equal(granted(await person.client.getSession()).user.emailVerified, false);
});

test("a page of another site can not start a link", async () => {
  const { client, jar } = await member();
  jar.origin = "https://evil.example";
  refused(await client.linkSocial({ provider: "oidc", callbackURL: WELCOME }), 403, "INVALID_ORIGIN");
});

test("a sign-in by another account changes the user of this browser", async () => {
  const first = await acquaintance();
  await signInWith(first);
  const second = { ...(await acquaintance()), client: first.client, jar: first.jar };
  arrived(await comeBack(second, await agree(await wayOut(second), second)), NEWCOMERS);
  assert.equal(granted(await first.client.getSession()).user.email, second.email);
});

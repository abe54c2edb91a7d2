import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, granted, isOriginal, member, refused } from "../lib/actor.js";
import { acquaintance, answers, issuer, signInWith, treat } from "../lib/provider.js";

/** Somebody who is signed in by the provider. The provider grants a refresh token if asked. */
async function visitor({ offline = true, ...settings } = {}) {
  const person = await acquaintance(settings);
  const offlineAccess = { scopes: ["offline_access"], additionalParams: { prompt: "consent" } };
  await signInWith(person, offline ? offlineAccess : {});
  const [account] = granted(await person.client.listAccounts());
  return { ...person, account, by: { accountId: account.id } };
}

/** What the provider says to whoever presents this access token. */
async function profile(accessToken) {
  const response = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  return response.status === 200 ? response.json() : undefined;
}

/** The token has less than five seconds to live, so it counts as expired. */
const EXPIRED = { accessTokenLife: 3 };

test("the access token is good at the provider", async () => {
  const { client, id, by } = await visitor();
  const answer = granted(await client.getAccessToken(by));
  assert.equal((await profile(answer.accessToken)).sub, id);
  assert.ok(answer.accessTokenExpiresAt instanceof Date && answer.accessTokenExpiresAt > new Date());
  assert.ok(answer.scopes.includes("openid"));
  assert.equal(answer.idToken.split(".").length, 3);
  assert.equal("refreshToken" in answer, false);
});

test("a token that is good for a while is not renewed", async () => {
  const person = await visitor();
  const { client, by } = person;
  const [first, second] = [granted(await client.getAccessToken(by)), granted(await client.getAccessToken(by))];
  assert.equal(first.accessToken, second.accessToken);
  assert.equal((await answers(person)).token, 1);
});

test("a token that has expired is renewed", async () => {
  const person = await visitor(EXPIRED);
  await treat(person, { accessTokenLife: 3600 });
  const { client, id, by } = person;
  const { accessToken } = granted(await client.getAccessToken(by));
  assert.equal((await profile(accessToken)).sub, id);
  assert.equal((await answers(person)).token, 2);
  assert.equal(granted(await client.getAccessToken(by)).accessToken, accessToken);
  assert.equal((await answers(person)).token, 2);
});

// The original renews once for each request, and the provider then revokes what it granted.
test("many at once renew it once", { skip: isOriginal }, async () => {
  const person = await visitor(EXPIRED);
  await treat(person, { accessTokenLife: 3600, faults: { token: "slow" } });
  const { client, id, by } = person;
  const all = await Promise.all(Array.from({ length: 8 }, () => client.getAccessToken(by)));
  for (const answer of all) assert.equal((await profile(granted(answer).accessToken)).sub, id);
  assert.equal((await answers(person)).token, 2);
  await treat(person, { faults: {} });
  granted(await client.refreshToken(by));
});

test("tokens are renewed on demand", async () => {
  const { client, id, account, by } = await visitor();
  const before = granted(await client.getAccessToken(by)).accessToken;
  const first = granted(await client.refreshToken(by));
  assert.equal(first.providerId, "oidc");
  assert.equal(first.accountId, account.id);
  assert.ok(first.accessTokenExpiresAt instanceof Date);
  assert.ok(first.scope.includes("offline_access"));
  assert.notEqual(first.accessToken, before);
  assert.equal((await profile(first.accessToken)).sub, id);
  // The provider gave another refresh token, which has taken the place of the first.
  const second = granted(await client.refreshToken(by));
  assert.notEqual(second.refreshToken, first.refreshToken);
  assert.equal(granted(await client.getAccessToken(by)).accessToken, second.accessToken);
});

test("an account without a refresh token is not renewed", async () => {
  const { client, by } = await visitor({ offline: false });
  refused(await client.refreshToken(by), 400, "REFRESH_TOKEN_NOT_FOUND");
});

test("a provider that does not renew is a failure, not a sign-out", async () => {
  const person = await visitor(EXPIRED);
  const { client, by } = person;
  for (const fault of ["error", "garbage", "closed"]) {
    await treat(person, { faults: { token: fault } });
    refused(await client.refreshToken(by), 400, "FAILED_TO_REFRESH_ACCESS_TOKEN");
    refused(await client.getAccessToken(by), 400, "FAILED_TO_GET_ACCESS_TOKEN");
  }
  assert.ok(granted(await client.getSession()));
});

test("the provider is asked about the account", async () => {
  const { client, id, claims, account } = await visitor();
  const answer = granted(await client.accountInfo({ query: { accountId: account.id } }));
  assert.deepEqual(answer.account, { id: account.id, providerId: "oidc", accountId: id });
  assert.equal(answer.user.email, claims.email);
  assert.equal(answer.user.emailVerified, true);
  assert.equal(answer.user.name, claims.name);
  assert.equal(answer.data.sub, id);
});

test("nobody gets the tokens of somebody else", async () => {
  const { by } = await visitor();
  const { client } = await visitor();
  refused(await client.getAccessToken(by), 400, "ACCOUNT_NOT_FOUND");
  refused(await client.refreshToken(by), 400, "ACCOUNT_NOT_FOUND");
  refused(await client.accountInfo({ query: by }), 400, "ACCOUNT_NOT_FOUND");
});

test("without a session there are no tokens", async () => {
  const { by, account } = await visitor();
  const { client } = browser();
  const body = { ...by, userId: account.userId };
  for (const answer of [
    await client.getAccessToken(body),
    await client.refreshToken(body),
    await client.accountInfo({ query: by }),
  ]) {
    // The original has no body here.
    if (isOriginal) assert.equal(answer.error.status, 401);
    else refused(answer, 401, "UNAUTHORIZED");
  }
});

test("a password has no tokens", async () => {
  const { client } = await member();
  const [{ id }] = granted(await client.listAccounts());
  refused(await client.getAccessToken({ accountId: id }), 400, "PROVIDER_NOT_SUPPORTED");
  refused(await client.refreshToken({ accountId: id }), 400, "PROVIDER_NOT_SUPPORTED");
});

test("an account may be named by its provider as well", { skip: isOriginal }, async () => {
  const { client, id } = await visitor();
  const { accessToken } = granted(await client.getAccessToken({ providerId: "oidc" }));
  assert.equal((await profile(accessToken)).sub, id);
  granted(await client.refreshToken({ providerId: "oidc", accountId: id }));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, granted, isOriginal, member, refused, signedIn } from "../lib/actor.js";
import {
  NEWCOMERS,
  acquaintance,
  agree,
  arrived,
  comeBack,
  issuer,
  otherIssuer,
  wayOut,
} from "../lib/provider.js";

const CLAIMS = { id_token: { email: null, email_verified: null, name: null } };

/** Somebody whose application got an id token from the provider by itself. */
async function bearer(settings) {
  const person = await acquaintance(settings);
  const helper = { ...person, ...browser() };
  const options = { additionalParams: { claims: JSON.stringify(CLAIMS) } };
  const url = await wayOut(helper, options);
  arrived(await comeBack(helper, await agree(url, person)), NEWCOMERS);
  const [{ id }] = granted(await helper.client.listAccounts());
  const { idToken } = granted(await helper.client.getAccessToken({ accountId: id }));
  const nonce = new URL(url).searchParams.get("nonce");
  return { ...person, helper, idToken: { token: idToken, nonce } };
}

function part(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

test("an id token signs in without a visit to the provider", async () => {
  const { client, helper, idToken } = await bearer();
  const answer = granted(await client.signIn.social({ provider: "oidc", idToken }));
  assert.equal(answer.redirect, false);
  assert.equal(typeof answer.token, "string");
  const { user } = granted(await helper.client.getSession());
  assert.equal(answer.user.id, user.id);
  const current = granted(await client.getSession());
  assert.equal(current.user.id, user.id);
  assert.equal(granted(await client.listAccounts()).length, 1);
});

test("an id token of another request is refused", async () => {
  const { client, idToken } = await bearer();
  const other = { ...idToken, nonce: "another nonce that was never sent" };
  refused(await client.signIn.social({ provider: "oidc", idToken: other }), 401, "INVALID_TOKEN");
  assert.equal(await signedIn({ client }), false);
});

test("an id token links nothing that belongs to somebody else", async () => {
  const { idToken } = await bearer();
  const { client } = await member();
  const answer = await client.linkSocial({ provider: "oidc", idToken });
  // The original looks for the owner first, and then whether the addresses agree.
  if (isOriginal) refused(answer, 409, "SOCIAL_ACCOUNT_ALREADY_LINKED");
  else refused(answer, 401, "LINKING_DIFFERENT_EMAILS_NOT_ALLOWED");
  assert.equal(granted(await client.listAccounts()).length, 1);
});

test("an id token links again what is linked", async () => {
  const { helper, idToken } = await bearer();
  const answer = granted(await helper.client.linkSocial({ provider: "oidc", idToken }));
  assert.equal(answer.status, true);
  assert.equal(answer.redirect, false);
  assert.equal(granted(await helper.client.listAccounts()).length, 1);
});

test("an id token that the provider did not sign lets nobody in", async () => {
  const { id, email, client, idToken } = await bearer();
  const [header, , signature] = idToken.token.split(".");
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, exp: now + 600 };
  const claims = { iss: issuer, aud: "full-server", sub: id, email, email_verified: true, ...times };
  const other = part({ ...claims, iss: otherIssuer });
  for (const token of [
    `${part({ alg: "none" })}.${part(claims)}.`,
    `${part({ alg: "RS256" })}.${part(claims)}.${"A".repeat(342)}`,
    `${part({ alg: "HS256" })}.${part(claims)}.${"A".repeat(43)}`,
    `${header}.${part(claims)}.${signature}`,
    `${header}.${other}.${signature}`,
    "garbage",
    "",
  ]) {
    const answer = await client.signIn.social({ provider: "oidc", idToken: { token } });
    refused(answer, 401, "INVALID_TOKEN");
    assert.equal(await signedIn({ client }), false);
  }
});

// A person with a browser of their own, and the stock client in it.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { apiKeyClient } from "@better-auth/api-key/client";
import { passkeyClient } from "@better-auth/passkey/client";
import { createAuthClient } from "better-auth/client";
import { adminClient, organizationClient, twoFactorClient, usernameClient } from "better-auth/client/plugins";
import { Jar } from "./jar.js";

export const origin = process.env.BASE_URL;
export const isOriginal = process.env.SERVER === "npm";

export const PASSWORD = "correct horse battery staple";

assert.ok(origin, "BASE_URL must say where the server is");

/** A client with cookies of its own. */
export function browser() {
  const jar = new Jar(origin);
  const client = createAuthClient({
    baseURL: `${origin}/auth`,
    plugins: [
      adminClient(),
      usernameClient(),
      passkeyClient(),
      twoFactorClient(),
      apiKeyClient(),
      organizationClient({ teams: { enabled: true }, dynamicAccessControl: { enabled: true } }),
    ],
    fetchOptions: { customFetchImpl: jar.fetch },
  });
  return { jar, client };
}

/** A client without cookies that presents a token, like a mobile application. */
export function bearer(token) {
  return createAuthClient({
    baseURL: `${origin}/auth`,
    plugins: [usernameClient()],
    fetchOptions: { auth: { type: "Bearer", token } },
  });
}

/** Somebody who has not signed up yet. */
export function somebody() {
  const mark = randomUUID().replaceAll("-", "").slice(0, 16);
  return {
    ...browser(),
    name: `Some ${mark}`,
    email: `${mark}@example.com`,
    username: `User_${mark}`,
    password: PASSWORD,
  };
}

/** Somebody who has just signed up and is signed in. */
export async function member() {
  const person = somebody();
  const { name, email, username, password } = person;
  const answer = granted(await person.client.signUp.email({ name, email, username, password }));
  return { ...person, user: answer.user, token: answer.token };
}

/** The same person in another browser. */
export async function elsewhere(person, options = {}) {
  const other = browser();
  const { email, password } = person;
  const answer = granted(await other.client.signIn.email({ email, password, ...options }));
  return { ...person, ...other, token: answer.token };
}

/** The data of an answer that must not be an error. */
export function granted({ data, error }) {
  assert.equal(error, null, `refused: ${JSON.stringify(error)}`);
  return data;
}

/** Checks that an answer is this error. */
export function refused({ data, error }, status, code) {
  assert.equal(data, null, `not refused: ${JSON.stringify(data)}`);
  assert.equal(error.status, status, JSON.stringify(error));
  if (code) assert.equal(error.code, code);
  assert.equal(typeof error.message, "string");
}

/** Whether this browser is signed in. */
export async function signedIn({ client }) {
  return granted(await client.getSession()) !== null;
}

// People who have an account at the identity provider, and their way there and back.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { browser, granted, origin } from "./actor.js";
import { Jar } from "./jar.js";

export const issuer = process.env.OIDC_ISSUER;
export const otherIssuer = process.env.OTHER_ISSUER;

/** Where a flow comes out, on the site of the server. */
export const WELCOME = "/welcome";
export const NEWCOMERS = "/welcome/first";
export const OOPS = "/oops?from=provider";

/**
 * Somebody whom the provider knows, with a browser of their own. `claims` overrides what it says
 * about them; the other settings are those of identity-provider/accounts.js.
 */
export async function acquaintance({ claims, ...settings } = {}) {
  const id = randomUUID();
  const email = `${id.slice(0, 13)}@example.com`;
  const picture = `https://example.com/${id}.png`;
  const said = { email, email_verified: true, name: `Some ${id}`, picture, ...claims };
  const person = { ...browser(), id, claims: said, email: said.email };
  await treat(person, { claims: said, ...settings });
  return person;
}

/** Changes how the provider treats somebody. */
export async function treat({ id }, settings) {
  await control("PUT", `accounts/${id}`, settings);
}

/** How often each endpoint of the provider answered for somebody. */
export async function answers({ id }) {
  return (await control("GET", `accounts/${id}`)).answers;
}

/** An endpoint of the provider fails for everybody; `null` ends it. */
export function outage(endpoint, fault) {
  return control("PUT", `outages/${endpoint}`, fault);
}

export function rotateKeys() {
  return control("POST", "rotate-keys");
}

async function control(method, path, body) {
  const init = { method, body: body === undefined ? undefined : JSON.stringify(body) };
  const response = await fetch(`${issuer}/control/${path}`, init);
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

/** Asks the server for a way to the provider, which is not taken yet. */
export async function wayOut({ client }, options = {}) {
  const body = { callbackURL: WELCOME, newUserCallbackURL: NEWCOMERS, errorCallbackURL: OOPS };
  const answer = granted(await client.signIn.social({ provider: "oidc", ...body, ...options }));
  assert.equal(answer.redirect, true);
  return answer.url;
}

/** The same for an account that is to be linked to whoever is signed in. */
export async function wayToLink({ client }, options = {}) {
  const body = { callbackURL: WELCOME, errorCallbackURL: OOPS };
  const answer = granted(await client.linkSocial({ provider: "oidc", ...body, ...options }));
  assert.equal(answer.redirect, true);
  return answer.url;
}

/** Signs in at the provider and agrees: the address to which it sends them back. */
export function agree(url, { id }, jar = new Jar(issuer)) {
  return visit(jar, url, { account: id });
}

/** Says no at the provider. */
export function decline(url) {
  return visit(new Jar(issuer), url, { refuse: "true" });
}

async function visit(jar, url, answer) {
  for (let page = new URL(url); ; ) {
    const isQuestion = page.pathname.startsWith("/interaction/");
    const response = await (isQuestion ? submit(jar, page, answer) : jar.navigate(page));
    const text = await response.text();
    const form = formToHere(text);
    if (form) return form;
    page = new URL(target(response, text), page);
    if (page.origin === origin) return page;
  }
}

/** The form with which a provider answers that may not use the address, if the page is one. */
function formToHere(page) {
  if (!page.includes(`action="${origin}/`)) return undefined;
  const [, action] = page.match(/action="([^"]+)"/);
  const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)];
  return { action, fields: new URLSearchParams(fields.map(([, name, value]) => [name, value])) };
}

function submit(jar, page, answer) {
  return jar.fetch(page, { method: "POST", body: new URLSearchParams(answer), redirect: "manual" });
}

/** Comes back from the provider: where the server sends them then. */
export async function comeBack({ jar }, callback) {
  const response = await jar.navigate(callback);
  return new URL(target(response, await response.text()), origin);
}

/** The same when the provider had a form posted: browsers send no cookies with it. */
export async function comeBackByForm(person, { action, fields }) {
  const headers = { origin: issuer, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  const response = await fetch(action, { method: "POST", body: fields, headers, redirect: "manual" });
  return comeBack(person, new URL(target(response, await response.text()), origin));
}

function target(response, text) {
  assert.ok(response.status === 302 || response.status === 303, `${response.status} ${text}`);
  return response.headers.get("location");
}

/** All the way to the provider and back. */
export async function signInWith(person, options = {}) {
  return comeBack(person, await agree(await wayOut(person, options), person));
}

/** Checks that a flow ended on the page of the application for failures. */
export function failed(landing, code) {
  assert.equal(landing.origin + landing.pathname, `${origin}/oops`, String(landing));
  assert.equal(landing.searchParams.get("from"), "provider");
  assert.equal(landing.searchParams.get("error"), code, String(landing));
}

/** Checks that a flow ended on the page of the application for successes. */
export function arrived(landing, path = WELCOME) {
  assert.equal(String(landing), origin + path);
}

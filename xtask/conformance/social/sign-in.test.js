import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, granted, origin, refused, signedIn } from "../lib/actor.js";
import { Jar } from "../lib/jar.js";
import {
  NEWCOMERS,
  WELCOME,
  acquaintance,
  agree,
  arrived,
  comeBack,
  comeBackByForm,
  decline,
  failed,
  issuer,
  signInWith,
  treat,
  wayOut,
} from "../lib/provider.js";

test("a newcomer becomes a user, with what the provider says about them", async () => {
  const person = await acquaintance();
  arrived(await signInWith(person), NEWCOMERS);
  const { user, session } = granted(await person.client.getSession());
  assert.equal(user.email, person.email);
  assert.equal(user.emailVerified, true);
  assert.equal(user.name, person.claims.name);
  assert.equal(user.image, person.claims.picture);
  assert.equal(session.userId, user.id);
  const [account, ...others] = granted(await person.client.listAccounts());
  assert.deepEqual(others, []);
  assert.equal(account.providerId, "oidc");
  assert.equal(account.accountId, person.id);
  assert.equal(account.userId, user.id);
  assert.deepEqual(account.scopes.sort(), ["email", "openid", "profile"]);
  assert.doesNotMatch(JSON.stringify(account), /token/i);
});

test("the cookie of the session is like that of any other sign-in", async () => {
  const person = await acquaintance();
  await signInWith(person);
  const attributes = person.jar.attributes("session");
  assert.ok(attributes.has("httponly"));
  assert.equal(attributes.get("samesite").toLowerCase(), "lax");
  assert.equal(attributes.get("path"), "/");
  assert.ok(Number(attributes.get("max-age")) > 0);
});

test("somebody who comes back is the same user, with one account", async () => {
  const person = await acquaintance();
  await signInWith(person);
  const { user } = granted(await person.client.getSession());
  const again = { ...person, ...browser() };
  arrived(await signInWith(again), WELCOME);
  assert.equal(granted(await again.client.getSession()).user.id, user.id);
  assert.equal(granted(await again.client.listAccounts()).length, 1);
  assert.ok(await signedIn(person));
});

test("the way to the provider is bound to this browser, this try and this server", async () => {
  const person = await acquaintance();
  const url = new URL(await wayOut(person));
  assert.equal(url.origin, issuer);
  const parameters = Object.fromEntries(url.searchParams);
  assert.equal([...url.searchParams].length, Object.keys(parameters).length);
  assert.equal(parameters.client_id, "full-server");
  assert.equal(parameters.response_type, "code");
  assert.equal(parameters.redirect_uri, `${origin}/auth/callback/oidc`);
  assert.equal(parameters.code_challenge_method, "S256");
  assert.match(parameters.code_challenge, /^[\w-]{43}$/);
  assert.match(parameters.state, /^[\w-]{22,}$/);
  assert.match(parameters.nonce, /^[\w-]{22,}$/);
  assert.deepEqual(parameters.scope.split(" ").sort(), ["email", "openid", "profile"]);
  assert.ok(person.jar.attributes("state").has("httponly"));
  assert.equal(person.jar.attributes("state").get("samesite").toLowerCase(), "lax");
  const next = new URL(await wayOut(person)).searchParams;
  for (const name of ["state", "nonce", "code_challenge"]) {
    assert.notEqual(next.get(name), parameters[name]);
  }
});

test("the answer leads to the provider, unless the page wants to go there by itself", async () => {
  const { client } = await acquaintance();
  let location;
  const onResponse = ({ response }) => void (location = response.headers.get("location"));
  const body = { provider: "oidc", callbackURL: WELCOME };
  const there = granted(await client.signIn.social(body, { onResponse }));
  assert.equal(there.redirect, true);
  assert.equal(location, there.url);
  const here = granted(await client.signIn.social({ ...body, disableRedirect: true }, { onResponse }));
  assert.equal(here.redirect, false);
  assert.equal(location, null);
  assert.ok(here.url.startsWith(issuer));
});

test("a hint, more scopes and other parameters reach the provider", async () => {
  const person = await acquaintance();
  const options = {
    loginHint: person.email,
    scopes: ["offline_access"],
    additionalParams: { prompt: "consent", ui_locales: "de" },
  };
  const url = await wayOut(person, options);
  const { searchParams } = new URL(url);
  assert.equal(searchParams.get("login_hint"), person.email);
  assert.equal(searchParams.get("prompt"), "consent");
  assert.equal(searchParams.get("ui_locales"), "de");
  assert.ok(searchParams.get("scope").split(" ").includes("offline_access"));
  assert.ok(searchParams.get("scope").split(" ").includes("openid"));
  arrived(await comeBack(person, await agree(url, person)), NEWCOMERS);
  const [account] = granted(await person.client.listAccounts());
  assert.ok(account.scopes.includes("offline_access"));
});

test("a provider may answer with a form that the browser posts", async () => {
  const person = await acquaintance();
  const form = await agree(`${await wayOut(person)}&response_mode=form_post`, person);
  arrived(await comeBackByForm(person, form), NEWCOMERS);
  assert.equal(granted(await person.client.getSession()).user.email, person.email);
  const stranger = { ...person, ...browser() };
  const landing = await comeBackByForm(stranger, form);
  assert.equal(landing.searchParams.get("error"), "state_mismatch");
  assert.equal(await signedIn(stranger), false);
});

test("without a page of their own newcomers go where all go", async () => {
  const person = await acquaintance();
  arrived(await signInWith(person, { newUserCallbackURL: undefined }), WELCOME);
});

test("whoever is signed in at the provider already is asked nothing", async () => {
  const person = await acquaintance();
  const there = new Jar(issuer);
  await comeBack(person, await agree(await wayOut(person), person, there));
  const again = { ...person, ...browser() };
  const back = await agree(await wayOut(again), { id: "nobody" }, there);
  arrived(await comeBack(again, back), WELCOME);
  assert.ok(await signedIn(again));
});

test("who says no at the provider is not signed in", async () => {
  const person = await acquaintance();
  failed(await comeBack(person, await decline(await wayOut(person))), "access_denied");
  assert.equal(await signedIn(person), false);
});

test("without a page for failures the server shows one", async () => {
  const person = await acquaintance();
  const url = await wayOut(person, { errorCallbackURL: undefined });
  const landing = await comeBack(person, await decline(url));
  assert.equal(landing.origin + landing.pathname, `${origin}/auth/error`);
  assert.equal(landing.searchParams.get("error"), "access_denied");
  const page = await fetch(landing);
  assert.match(page.headers.get("content-type"), /^text\/html/);
  assert.ok((await page.text()).includes("access_denied"));
});

test("who has no address at the provider can not become a user", async () => {
  const person = await acquaintance({ claims: { email: undefined } });
  failed(await signInWith(person), "email_not_found");
  assert.equal(await signedIn(person), false);
});

test("a new address at the provider changes nothing here", async () => {
  const person = await acquaintance();
  await signInWith(person);
  const { user } = granted(await person.client.getSession());
  await treat(person, { claims: { ...person.claims, email: `new-${person.email}` } });
  const again = { ...person, ...browser() };
  arrived(await signInWith(again), WELCOME);
  const current = granted(await again.client.getSession());
  assert.equal(current.user.id, user.id);
  assert.equal(current.user.email, person.email);
});

test("a provider that is not set up is not known", async () => {
  const { client } = browser();
  const answer = await client.signIn.social({ provider: "github", callbackURL: WELCOME });
  refused(answer, 404, "PROVIDER_NOT_FOUND");
});

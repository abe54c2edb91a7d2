import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, granted, isOriginal, member, refused, signedIn } from "../lib/actor.js";
import { Totp } from "../lib/totp.js";
import { acquaintance, agree, arrived, comeBack, signInWith, wayToLink } from "../lib/provider.js";

/** Somebody with an authenticator app and an account at the provider, in another browser. */
async function enrolled() {
  const person = await member();
  const { client, email, password } = person;
  const { totpURI } = granted(await client.twoFactor.enable({ password }));
  const totp = new Totp(totpURI);
  granted(await client.twoFactor.verifyTotp({ code: await totp.next() }));
  const linked = { ...person, id: (await acquaintance({ claims: { email } })).id };
  arrived(await comeBack(linked, await agree(await wayToLink(linked), linked)));
  return { ...linked, ...browser(), totp };
}

// The original asks for the second factor only after a password.
const differs = { skip: isOriginal };

test("a sign-in by the provider waits for the second factor", differs, async () => {
  const person = await enrolled();
  await signInWith(person);
  assert.equal(await signedIn(person), false);
  assert.ok(person.jar.attributes("two_factor").has("httponly"));
  const { client, totp, user } = person;
  refused(await client.twoFactor.verifyTotp({ code: totp.wrong() }), 401, "INVALID_CODE");
  assert.equal(await signedIn(person), false);
  const answer = granted(await client.twoFactor.verifyTotp({ code: await totp.next() }));
  assert.equal(answer.user.id, user.id);
  assert.ok(await signedIn(person));
});

test("a trusted browser skips it", differs, async () => {
  const person = await enrolled();
  await signInWith(person);
  const { client, totp } = person;
  granted(await client.twoFactor.verifyTotp({ code: await totp.next(), trustDevice: true }));
  granted(await client.signOut());
  arrived(await signInWith(person));
  assert.ok(await signedIn(person));
});

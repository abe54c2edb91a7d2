import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bearer,
  browser,
  granted,
  isOriginal,
  member,
  refused,
  signedIn,
} from "../lib/actor.js";
import { codeTo } from "../lib/mail.js";
import { Totp } from "../lib/totp.js";

/** Somebody with an authenticator app, which is confirmed. */
async function enrolled() {
  const person = await member();
  const { client, password } = person;
  const { totpURI, backupCodes } = granted(await client.twoFactor.enable({ password }));
  const totp = new Totp(totpURI);
  granted(await client.twoFactor.verifyTotp({ code: await totp.next() }));
  return { ...person, totp, backupCodes };
}

/** The same person in another browser, in which the password was right. */
async function challenged(person) {
  const other = browser();
  const answer = granted(await signIn(other, person));
  assert.equal(answer.twoFactorRedirect, true);
  return other;
}

function signIn({ client }, { email, password }) {
  return client.signIn.email({ email, password });
}

test("an app is set up by its URI and switched on by its first code", async () => {
  const { client, password, email } = await member();
  const answer = granted(await client.twoFactor.enable({ password }));
  assert.deepEqual(Object.keys(answer).sort(), ["backupCodes", "method", "totpURI"]);
  assert.equal(answer.method, "totp");
  assert.equal(answer.backupCodes.length, 10);
  for (const code of answer.backupCodes) assert.match(code, /^[A-Za-z0-9]{5}-[A-Za-z0-9]{5}$/);
  assert.match(answer.totpURI, /^otpauth:\/\/totp\//);
  assert.ok(decodeURIComponent(answer.totpURI).includes(email));
  assert.equal(granted(await client.getSession()).user.twoFactorEnabled, false);

  const code = await new Totp(answer.totpURI).next();
  const verified = granted(await client.twoFactor.verifyTotp({ code }));
  assert.deepEqual(Object.keys(verified).sort(), ["token", "user"]);
  const current = granted(await client.getSession());
  assert.equal(current.user.twoFactorEnabled, true);
  // The original answers with the token of the session that it has just ended.
  if (!isOriginal) {
    assert.equal(verified.user.twoFactorEnabled, true);
    assert.equal(verified.token, current.session.token);
    assert.ok(granted(await bearer(verified.token).getSession()));
  }
});

test("a sign-in waits for a code of the app", async () => {
  const person = await enrolled();
  const other = browser();
  const answer = granted(await signIn(other, person));
  assert.deepEqual(answer, { twoFactorRedirect: true, twoFactorMethods: ["totp", "otp"] });
  assert.equal(await signedIn(other), false);
  assert.ok(other.jar.attributes("two_factor").has("httponly"));
  const code = await person.totp.next();
  const verified = granted(await other.client.twoFactor.verifyTotp({ code }));
  assert.equal(verified.user.id, person.user.id);
  assert.equal(granted(await other.client.getSession()).session.token, verified.token);
  assert.equal(other.jar.attributes("two_factor"), undefined);
});

test("a sign-in by user name waits as well", async () => {
  const { username, password, totp } = await enrolled();
  const { client } = browser();
  assert.equal(granted(await client.signIn.username({ username, password })).twoFactorRedirect, true);
  granted(await client.twoFactor.verifyTotp({ code: await totp.next() }));
});

test("a wrong code is refused, and so is a code without a sign-in", async () => {
  const person = await enrolled();
  const other = await challenged(person);
  refused(await other.client.twoFactor.verifyTotp({ code: person.totp.wrong() }), 401, "INVALID_CODE");
  assert.equal(await signedIn(other), false);
  const code = await person.totp.next();
  const stranger = browser().client.twoFactor;
  refused(await stranger.verifyTotp({ code }), 401, "INVALID_TWO_FACTOR_COOKIE");
  refused(await stranger.sendOtp(), 401, "INVALID_TWO_FACTOR_COOKIE");
  refused(await stranger.verifyBackupCode({ code }), 401, "INVALID_TWO_FACTOR_COOKIE");
});

test("a code works once", async () => {
  const person = await enrolled();
  const [first, second] = [await challenged(person), await challenged(person)];
  const code = await person.totp.next();
  granted(await first.client.twoFactor.verifyTotp({ code }));
  const again = await second.client.twoFactor.verifyTotp({ code });
  // The original lets the same code in a second time.
  if (!isOriginal) refused(again, 401, "INVALID_CODE");
});

test("after five wrong codes a sign-in is over", async () => {
  const person = await enrolled();
  const { client } = await challenged(person);
  for (let guess = 0; guess < 5; guess += 1) {
    refused(await client.twoFactor.verifyTotp({ code: person.totp.wrong() }), 401, "INVALID_CODE");
  }
  const answer = await client.twoFactor.verifyTotp({ code: await person.totp.next() });
  refused(answer, 400, "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE");
});

test("a sign-in is completed by a mailed code", async () => {
  const person = await enrolled();
  const { client } = await challenged(person);
  assert.deepEqual(granted(await client.twoFactor.sendOtp()), { status: true });
  const code = await codeTo(person.email);
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
  refused(await client.twoFactor.verifyOtp({ code: wrong }), 401, "INVALID_CODE");
  granted(await client.twoFactor.verifyOtp({ code }));
  assert.ok(await signedIn({ client }));
});

test("a code that was not sent is not verified", async () => {
  const { client } = await challenged(await enrolled());
  refused(await client.twoFactor.verifyOtp({ code: "000000" }), 400, "OTP_HAS_EXPIRED");
});

test("a backup code completes one sign-in", async () => {
  const person = await enrolled();
  const [first, second] = [await challenged(person), await challenged(person)];
  const [code, other] = person.backupCodes;
  granted(await first.client.twoFactor.verifyBackupCode({ code }));
  assert.ok(await signedIn(first));
  refused(await second.client.twoFactor.verifyBackupCode({ code }), 401, "INVALID_BACKUP_CODE");
  granted(await second.client.twoFactor.verifyBackupCode({ code: other }));
});

test("new backup codes void the old ones", async () => {
  const person = await enrolled();
  const { password, client } = person;
  const answer = granted(await client.twoFactor.generateBackupCodes({ password }));
  assert.equal(answer.status, true);
  assert.equal(answer.backupCodes.length, 10);
  const other = (await challenged(person)).client.twoFactor;
  refused(await other.verifyBackupCode({ code: person.backupCodes[0] }), 401, "INVALID_BACKUP_CODE");
  granted(await other.verifyBackupCode({ code: answer.backupCodes[0] }));
});

test("a trusted browser skips the second factor, for its owner", async () => {
  const person = await enrolled();
  const stranger = await enrolled();
  const trusted = await challenged(person);
  const code = await person.totp.next();
  granted(await trusted.client.twoFactor.verifyTotp({ code, trustDevice: true }));
  assert.equal(trusted.jar.attributes("trust_device").get("max-age"), "2592000");
  granted(await trusted.client.signOut());
  const answer = granted(await signIn(trusted, person));
  assert.equal(typeof answer.token, "string");
  assert.ok(await signedIn(trusted));
  assert.equal(granted(await signIn(trusted, stranger)).twoFactorRedirect, true);
});

test("codes by mail are switched on at once", async () => {
  const person = await member();
  const { client, password } = person;
  assert.deepEqual(granted(await client.twoFactor.enable({ password, method: "otp" })), {
    method: "otp",
  });
  assert.equal(granted(await client.getSession()).user.twoFactorEnabled, true);
  const other = await challenged(person);
  granted(await other.client.twoFactor.sendOtp());
  granted(await other.client.twoFactor.verifyOtp({ code: await codeTo(person.email) }));
});

test("the secret is shown again for the password", async () => {
  const { client, password, totp } = await enrolled();
  const { totpURI } = granted(await client.twoFactor.getTotpUri({ password }));
  assert.equal(new Totp(totpURI).secret, totp.secret);
  const wrong = await client.twoFactor.getTotpUri({ password: "not the password" });
  refused(wrong, 400, "INVALID_PASSWORD");
});

test("the password switches it off", async () => {
  const person = await enrolled();
  const { client, password } = person;
  refused(await client.twoFactor.disable({ password: "not the password" }), 400, "INVALID_PASSWORD");
  await challenged(person);
  assert.deepEqual(granted(await client.twoFactor.disable({ password })), { status: true });
  assert.equal(granted(await client.getSession()).user.twoFactorEnabled, false);
  const other = browser();
  assert.equal(typeof granted(await signIn(other, person)).token, "string");
});

test("enrolling twice is refused, and without a session too", async () => {
  const { client, password } = await enrolled();
  refused(await client.twoFactor.enable({ password }), 400, "TOTP_ALREADY_ENABLED");
  refused(await browser().client.twoFactor.enable({ password }), 401, "UNAUTHORIZED");
});

// Moves from the original to full-server: the same people, the same browsers, one server after the
// other on one port, and the import in between.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Authenticator } from "../lib/authenticator.js";
import { browser, elsewhere, granted, member, origin, refused, signedIn } from "../lib/actor.js";
import { run, Server } from "../lib/program.js";
import { Totp } from "../lib/totp.js";

const { FULL_SERVER, IMPORT, NPM_POSTGRES } = process.env;

describe("from SQLite", () => moved((folder) => `sqlite://${join(folder, "old.db")}`));

describe("from PostgreSQL", { skip: NPM_POSTGRES ? false : "NPM_POSTGRES is not set" }, () =>
  moved(() => NPM_POSTGRES),
);

/** Everything that is tried before and after a move from that database. */
function moved(where) {
  let folder, source, server, old, variables;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "move-"));
    source = where(folder);
    variables = { DATABASE_URL: `sqlite://${join(folder, "new.db")}` };
    const original = await Server.start("node", ["npm-server.js"], { NPM_DATABASE: source });
    old = await life();
    await original.stop();
    old.digest = await digest(source);
    old.reports = [await take(source, variables), await take(source, variables)];
    server = await Server.start(FULL_SERVER, [], variables);
  });

  after(async () => {
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  test("every row is taken once, and found the second time", () => {
    const [first, second] = old.reports;
    for (const { table, rows, taken, skipped } of first.tables) {
      assert.deepEqual(skipped, [], table);
      assert.equal(taken, rows, table);
    }
    const names = first.tables.map(({ table }) => table);
    for (const name of ["user", "account", "session", "twoFactor", "passkey", "organization",
      "member", "invitation", "team", "organizationRole", "apikey"]) {
      assert.ok(names.includes(name), name);
    }
    for (const { table, rows, taken, already_there, changed } of second.tables) {
      assert.deepEqual({ taken, already_there, changed }, { taken: 0, already_there: rows, changed: [] }, table);
    }
    assert.deepEqual(first.notes, []);
  });

  test("no column is left", () => {
    for (const { table, left_columns } of old.reports[0].tables) assert.deepEqual(left_columns, [], table);
    const left = old.reports[0].left.filter(({ rows }) => rows > 0).map(({ table }) => table);
    assert.deepEqual(left.filter((table) => table !== "verification"), []);
  });

  test("the source is as it was", async () => assert.equal(await digest(source), old.digest));

  test("a wrong secret of the source is refused by its name", async () => {
    const database = { DATABASE_URL: `sqlite://${join(folder, "other.db")}` };
    const { code, log } = await run(IMPORT, {
      ...database,
      SOURCE_URL: source,
      SOURCE_SECRET: "another secret that opens nothing at all",
    });
    assert.notEqual(code, 0);
    assert.match(log, /source_secret/);
  });

  test("a browser that was signed in still is", async () => {
    const { session, user } = granted(await old.ada.client.getSession());
    assert.equal(user.id, old.ada.user.id);
    assert.equal(user.email, old.ada.email);
    assert.equal(user.phone, "555-0100");
    assert.equal(session.userId, old.ada.user.id);
  });

  test("a cookie with another signature is not", async () => {
    const [name, value] = old.cookie.split("=");
    const forged = `${name}=${value.slice(0, -8)}AAAAA%3D`;
    const answer = await fetch(`${origin}/auth/get-session`, { headers: { cookie: forged } });
    assert.equal(await answer.json(), null);
  });

  test("the old password signs in, by address and by user name", async () => {
    assert.equal(granted(await elsewhere(old.ada).then((it) => it.client.getSession())).user.id, old.ada.user.id);
    const { client } = browser();
    const { username, password } = old.ada;
    assert.equal(granted(await client.signIn.username({ username, password })).user.id, old.ada.user.id);
    const wrong = { email: old.ada.email, password: "another password 4711" };
    refused(await browser().client.signIn.email(wrong), 401, "INVALID_EMAIL_OR_PASSWORD");
  });

  test("the authenticator app shows the right codes", async () => {
    const { client } = await halfWay(old.bob);
    granted(await client.twoFactor.verifyTotp({ code: await old.bob.app.next() }));
    assert.equal(granted(await client.getSession()).user.id, old.bob.user.id);
  });

  test("a backup code is good for once, also if that once was before the move", async () => {
    const [spent, fresh] = old.bob.codes;
    const there = await halfWay(old.bob);
    refused(await there.client.twoFactor.verifyBackupCode({ code: spent }), 401, "INVALID_BACKUP_CODE");
    granted(await there.client.twoFactor.verifyBackupCode({ code: fresh }));
    const again = await halfWay(old.bob);
    refused(await again.client.twoFactor.verifyBackupCode({ code: fresh }), 401, "INVALID_BACKUP_CODE");
  });

  test("the API key is accepted", async () => {
    const headers = { "x-api-key": old.key.key };
    const answer = await (await fetch(`${origin}/auth/get-session`, { headers })).json();
    assert.equal(answer.user.id, old.ada.user.id);
    const [listed] = granted(await old.ada.client.apiKey.list({ query: {} })).apiKeys;
    for (const field of ["id", "name", "start", "rateLimitMax", "rateLimitTimeWindow", "metadata"]) {
      assert.deepEqual(listed[field], old.key[field], field);
    }
  });

  test("the organization is as it was", async () => {
    const query = { organizationId: old.organization.id };
    const full = granted(await old.ada.client.organization.getFullOrganization({ query }));
    assert.equal(full.slug, old.organization.slug);
    assert.deepEqual(full.metadata, { plan: "pro" });
    assert.deepEqual(full.members.map(({ role }) => role), ["owner"]);
    assert.deepEqual(full.invitations.map(({ id, status }) => [id, status]), [[old.invitation.id, "pending"]]);
    assert.ok(full.teams.some(({ name }) => name === "Builders"));
    const { data } = await old.ada.client.organization.listRoles({ query });
    assert.deepEqual(data.map(({ role }) => role), ["auditor"]);
  });

  test("the passkey signs in", async () => {
    const there = browser();
    assert.equal(granted(await there.client.signIn.passkey()).user.id, old.cy.user.id);
    assert.ok(await signedIn(there));
  });
}

/** What people do with the original. */
async function life() {
  const ada = await member();
  granted(await ada.client.updateUser({ phone: "555-0100" }));
  const key = granted(await ada.client.apiKey.create({ name: "ci", metadata: { team: "one" } }));
  const slug = `acme-${Date.now()}`;
  const made = { name: "Acme", slug, metadata: { plan: "pro" } };
  const organization = granted(await ada.client.organization.create(made));
  const organizationId = organization.id;
  granted(await ada.client.organization.createTeam({ name: "Builders", organizationId }));
  const role = { role: "auditor", permission: { member: ["update"] }, organizationId };
  granted(await ada.client.organization.createRole(role));
  const invited = { email: "new@example.com", role: "member", organizationId };
  const invitation = granted(await ada.client.organization.inviteMember(invited));
  const cookie = await cookieOf(ada);

  const bob = await member();
  const { totpURI, backupCodes } = granted(await bob.client.twoFactor.enable({ password: bob.password }));
  bob.app = new Totp(totpURI);
  bob.codes = backupCodes;
  granted(await bob.client.twoFactor.verifyTotp({ code: await bob.app.next() }));
  const { client } = await halfWay(bob);
  granted(await client.twoFactor.verifyBackupCode({ code: backupCodes[0] }));

  const authenticator = new Authenticator(origin).plugIn();
  const cy = await member();
  granted(await cy.client.passkey.addPasskey({ name: "Laptop" }));
  granted(await browser().client.signIn.passkey());
  return { ada, bob, cy, authenticator, key, organization, invitation, cookie };
}

/** Somebody who has typed the password, and is asked for more. */
async function halfWay({ email, password }) {
  const there = browser();
  const answer = granted(await there.client.signIn.email({ email, password }));
  assert.equal(answer.twoFactorRedirect, true);
  return there;
}

/** The session cookie of a browser, as it is sent. */
async function cookieOf(person) {
  const kept = globalThis.fetch;
  let sent;
  globalThis.fetch = (request) => {
    sent = request.headers.get("cookie");
    return kept(request);
  };
  await person.client.getSession();
  globalThis.fetch = kept;
  return sent.split("; ").find((pair) => pair.includes("session_token"));
}

async function take(source, variables) {
  const secret = process.env.BETTER_AUTH_SECRET;
  const { code, printed, log } = await run(IMPORT, { ...variables, SOURCE_URL: source, SOURCE_SECRET: secret });
  assert.equal(code, 0, log);
  return JSON.parse(printed);
}

/** What a database holds, in short; of a server that only reads are counted is up to the tests in Rust. */
async function digest(source) {
  if (!source.startsWith("sqlite:")) return source;
  const bytes = await readFile(source.replace("sqlite://", ""));
  return createHash("sha256").update(bytes).digest("hex");
}

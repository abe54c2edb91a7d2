// The mails that the server under test sent, as the SMTP server of the runner received them.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import PostalMime from "postal-mime";

const inbox = process.env.MAIL_INBOX;
const PATIENCE = 15_000;

/** Mails that came and were not taken, by address. */
const unread = new Map();
const seen = new Set();

/**
 * The newest mail to an address that was not taken before; waits for one. Older ones count as
 * taken. It has `subject`, `text` and perhaps `html`.
 */
export async function mailTo(address) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(50)) {
    await collect();
    const mails = unread.get(address);
    if (!mails) continue;
    unread.delete(address);
    return mails.at(-1);
  }
  assert.fail(`no mail to ${address} came`);
}

/** The link in the newest mail to an address: it stands alone on a line of the text. */
export async function linkTo(address) {
  const { subject, text } = await mailTo(address);
  const link = text.split(/\r?\n/).find((line) => /^https?:\/\/\S+$/.test(line));
  assert.ok(link, `no link in "${subject}"`);
  return link;
}

/** The code in the next mail to an address that has one: it stands alone on a line of the text. */
export async function codeTo(address) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    const { text } = await mailTo(address);
    const code = text.split(/\r?\n/).find((line) => /^\d{6}$/.test(line.trim()));
    if (code) return code.trim();
  }
  assert.fail(`no code to ${address} came`);
}

/** Opens a mailed link and says where it leads. */
export async function follow(link) {
  const response = await fetch(link, { redirect: "manual" });
  assert.equal(response.status, 302, await response.text());
  return new URL(response.headers.get("location"), link);
}

async function collect() {
  assert.ok(inbox, "MAIL_INBOX must say where mails arrive");
  const number = (name) => Number.parseInt(name, 10);
  const names = (await readdir(inbox)).filter((name) => name.endsWith(".eml") && !seen.has(name));
  for (const name of names.sort((a, b) => number(a) - number(b))) {
    seen.add(name);
    const mail = await PostalMime.parse(await readFile(join(inbox, name)));
    const address = mail.to[0].address;
    unread.set(address, [...(unread.get(address) ?? []), mail]);
  }
}

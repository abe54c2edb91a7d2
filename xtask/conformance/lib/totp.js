// An authenticator app (RFC 6238). It never shows a code twice: a server takes each once.

import { createHmac } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

const STEP = 30_000;

export class Totp {
  #last = 0;

  constructor(uri) {
    this.uri = new URL(uri);
    this.secret = this.uri.searchParams.get("secret");
    this.#key = decodeBase32(this.secret);
  }

  #key;

  /** A code that was not shown before. Servers take those of one step before and after. */
  async next() {
    for (;;) {
      const now = Math.floor(Date.now() / STEP);
      const step = Math.max(this.#last + 1, now - 1);
      if (step <= now + 1) {
        this.#last = step;
        return this.#code(step);
      }
      await pause(1000);
    }
  }

  /** A code that no step near now has. */
  wrong() {
    const now = Math.floor(Date.now() / STEP);
    const near = [-2, -1, 0, 1, 2].map((steps) => this.#code(now + steps));
    return ["000000", "000001", "000002", "000003", "000004", "000005"].find(
      (code) => !near.includes(code),
    );
  }

  #code(step) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac("sha1", this.#key).update(counter).digest();
    const number = mac.readUInt32BE(mac.at(-1) & 15) & 0x7fff_ffff;
    return String(number % 1_000_000).padStart(6, "0");
  }
}

function decodeBase32(text) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g).map((byte) => Number.parseInt(byte, 2));
  return Buffer.from(bytes);
}

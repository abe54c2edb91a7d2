// Programs that a flow starts and ends by itself.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

/** A server, started; it answers already. */
export class Server {
  #child;
  #log = "";

  static async start(program, parameters, env) {
    const server = new Server();
    server.#child = spawn(program, parameters, { env: { ...process.env, ...env } });
    for (const stream of [server.#child.stdout, server.#child.stderr]) {
      stream.on("data", (data) => (server.#log += data));
    }
    await server.#answers();
    return server;
  }

  async #answers() {
    for (let tries = 0; tries < 600; tries += 1) {
      if (this.#child.exitCode !== null) throw new Error(`it ended: ${this.#log}`);
      const answer = await fetch(`${process.env.BASE_URL}/auth/ok`).catch(() => undefined);
      if (answer?.ok) return;
      await pause(100);
    }
    throw new Error(`it does not answer: ${this.#log}`);
  }

  /** Asks it to end, and waits for it. */
  async stop() {
    if (this.#child.exitCode !== null) return;
    this.#child.kill("SIGTERM");
    await once(this.#child, "exit");
  }
}

/** Runs a program to its end, and hands out what it printed. */
export async function run(program, env) {
  const child = spawn(program, [], { env: { ...process.env, ...env } });
  let printed = "";
  let log = "";
  child.stdout.on("data", (data) => (printed += data));
  child.stderr.on("data", (data) => (log += data));
  const [code] = await once(child, "close");
  return { code, printed, log };
}

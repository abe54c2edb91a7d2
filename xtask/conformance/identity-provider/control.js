// What the flows ask of the provider, which a real one would not let them.

import { json } from "node:stream/consumers";
import { configure, lookUp } from "./accounts.js";
import { outages } from "./faults.js";

/**
 * `PUT /control/accounts/ID` with some settings, `GET` of the same, `POST /control/rotate-keys`,
 * `PUT /control/outages/ENDPOINT` with the name of a fault or null; `/control/traps/ID` counts.
 */
export async function control(issuer, request, response) {
  const [, , what, name] = new URL(request.url, issuer.url).pathname.split("/");
  const route = `${request.method} ${what}`;
  const action = {
    "GET accounts": () => lookUp(name),
    "GET traps": () => void (lookUp(name).answers.trap += 1),
    "POST traps": () => void (lookUp(name).answers.trap += 1),
    "PUT accounts": async () => configure(name, await json(request)),
    "PUT outages": async () => void (outages[name] = await json(request)),
    "POST rotate-keys": () => issuer.rotateKeys(),
  }[route];
  if (!action) throw new Error(`${request.method} ${request.url} is not known`);
  const answer = await action();
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(answer ?? null));
}

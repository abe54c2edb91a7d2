// What can go wrong between the provider and whoever asks it. The provider has done its work by
// then: a code is spent although nobody got the tokens.

import { lookUp } from "./accounts.js";

const SLOW = 1500;

const FAULTS = {
  /** Within the patience of any client. */
  slow: () => new Promise((resolve) => setTimeout(resolve, SLOW)),
  /** Never an answer; the connection stays open. */
  silent: (context) => void (context.respond = false),
  /** The connection closes. */
  closed: (context) => {
    context.respond = false;
    context.req.socket.destroy();
  },
  error: (context) => answer(context, 500, { error: "server_error" }),
  /** A page of a proxy, with the status of a success. */
  garbage: (context) => {
    answer(context, 200, "<!doctype html><title>Sorry</title>");
    context.type = "html";
  },
  /** Larger than any answer of these endpoints is. */
  huge: (context) => answer(context, 200, { padding: "x".repeat(50 * 1024 * 1024) }),
  /** To a place that says who came; nobody should. */
  redirect: (context, account) => {
    answer(context, 302, "");
    context.set("location", `${context.origin}/control/traps/${account}`);
  },
  /** The profile of somebody else. */
  mistaken: (context) => void (context.body = { ...context.body, sub: "somebody else" }),
  /** The signature of the id token is not the provider's. */
  forged: (context) => {
    const parts = context.body.id_token.split(".");
    parts[2] = `${parts[2].startsWith("A") ? "B" : "A"}${parts[2].slice(1)}`;
    context.body = { ...context.body, id_token: parts.join(".") };
  },
};

/** What goes wrong for everybody, by endpoint. */
export const outages = {};

/** Between oidc-provider and its answers. */
export async function interfere(context, next) {
  await next();
  const { route, entities } = context.oidc ?? {};
  const id = (entities?.Account ?? entities?.AuthorizationCode)?.accountId;
  const account = lookUp(id);
  if (account && route in account.answers && context.status < 400) account.answers[route] += 1;
  await FAULTS[account?.faults[route] ?? outages[route]]?.(context, id);
}

function answer(context, status, body) {
  context.status = status;
  context.body = body;
}

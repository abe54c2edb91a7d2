// Where somebody says who they are, and whether the application may know it. No password: the
// name of the account is enough.

import { text } from "node:stream/consumers";
import { lookUp } from "./accounts.js";

const PAGE = `<!doctype html>
<html lang="en">
<title>Identity provider</title>
<form method="post">
  <label>Account <input name="account" autofocus></label>
  <button>Continue</button>
  <button name="refuse" value="true">Refuse</button>
</form>
`;

export async function interact({ provider }, request, response) {
  if (request.method !== "POST") {
    response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    return;
  }
  const form = new URLSearchParams(await text(request));
  const details = await provider.interactionDetails(request, response);
  const result = form.has("refuse") ? refusal : await consent(provider, details, form.get("account"));
  if (result) await provider.interactionFinished(request, response, result);
  else response.writeHead(400).end("There is no such account\n");
}

const refusal = { error: "access_denied", error_description: "They said no" };

/** Signed in as this account, which lets the application have all that it asks for. */
async function consent(provider, { params, session, grantId }, account) {
  const accountId = account || session?.accountId;
  if (!lookUp(accountId)) return undefined;
  const known = grantId && accountId === session?.accountId && (await provider.Grant.find(grantId));
  const grant = known || new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims(Object.values(JSON.parse(params.claims ?? "{}")).flatMap(Object.keys));
  return { login: { accountId }, consent: { grantId: await grant.save() } };
}

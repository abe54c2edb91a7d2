// A certified provider of OpenID Connect on loopback, and a second one that is not to be trusted.
// Both know the same people and the same client.

import { createServer } from "node:http";
import { control } from "./control.js";
import { interact } from "./interaction.js";
import { Issuer } from "./issuer.js";

const { OIDC_ISSUER, OTHER_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, REDIRECT_URI } = process.env;

const client = { id: OIDC_CLIENT_ID, secret: OIDC_CLIENT_SECRET, redirectUri: REDIRECT_URI };

function route(issuer, request, response) {
  if (request.url.startsWith("/interaction/")) return interact(issuer, request, response);
  if (request.url.startsWith("/control/")) return control(issuer, request, response);
  return issuer.handle(request, response);
}

function start(issuer) {
  const server = createServer(async (request, response) => {
    try {
      await route(issuer, request, response);
    } catch (error) {
      console.error(error);
      response.writeHead(500).end(`${error}\n`);
    }
  });
  const { hostname, port } = new URL(issuer.url);
  server.listen(Number(port), hostname);
  return server;
}

const servers = [OIDC_ISSUER, OTHER_ISSUER].map((url) => start(new Issuer(url, client)));

process.on("SIGTERM", () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

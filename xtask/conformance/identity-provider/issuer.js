// One issuer: oidc-provider with its client, its keys and its memory.

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { Provider } from "oidc-provider";
import { findAccount, lookUp } from "./accounts.js";
import { interfere } from "./faults.js";
import { Storage } from "./storage.js";

export class Issuer {
  #storage = new Storage();
  #cookieKeys = [randomUUID()];
  #client;

  /** @param client its `id`, `secret` and `redirectUri` */
  constructor(url, client) {
    this.url = url;
    this.#client = client;
    this.rotateKeys();
  }

  /** From now on it signs with another key, and no longer publishes the one before. */
  rotateKeys() {
    this.provider = new Provider(this.url, this.#configuration());
    this.provider.use(interfere);
    this.provider.on("server_error", (_context, error) => console.error(error));
    this.#handler = this.provider.callback();
  }

  #handler;

  handle(request, response) {
    this.#handler(request, response);
  }

  #configuration() {
    const { id, secret, redirectUri } = this.#client;
    return {
      adapter: this.#storage.adapter,
      clients: [
        {
          client_id: id,
          client_secret: secret,
          redirect_uris: [redirectUri],
          grant_types: ["authorization_code", "refresh_token"],
          response_types: ["code"],
        },
      ],
      jwks: { keys: [signingKey()] },
      // The way in which id and secret must be encoded before they are put together.
      clientAuthMethods: ["client_secret_basic"],
      cookies: { keys: this.#cookieKeys },
      pkce: { required: () => true },
      findAccount,
      claims: {
        openid: ["sub"],
        email: ["email", "email_verified"],
        profile: ["name", "picture"],
      },
      ttl: {
        AuthorizationCode: (_context, code) => lookUp(code.accountId).codeLife,
        AccessToken: (_context, token) => lookUp(token.accountId).accessTokenLife,
        IdToken: 3600,
        RefreshToken: 86_400,
        Interaction: 3600,
        Session: 86_400,
        Grant: 86_400,
      },
      // A refresh token works once, as at providers that are careful.
      rotateRefreshToken: true,
      features: {
        // With it the application chooses what stands in the id token itself.
        claimsParameter: { enabled: true },
        devInteractions: { enabled: false },
      },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    };
  }
}

function signingKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
}

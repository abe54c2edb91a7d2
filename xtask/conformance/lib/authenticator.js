// Passkeys in software, where a browser has them: navigator.credentials and PublicKeyCredential,
// as far as @simplewebauthn/browser asks for them. Keys are ES256, the attestation is "none".

import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const UP = 0x01;
const UV = 0x04;
const AT = 0x40;

export class Authenticator {
  #passkeys = [];

  /** The page that asks is on this origin. */
  constructor(origin) {
    this.origin = origin;
    this.verifiesUser = true;
  }

  /** Takes the place of the browser's own authenticator, for everything that follows. */
  plugIn() {
    const credentials = {
      create: async ({ publicKey }) => this.#create(publicKey),
      get: async ({ publicKey, mediation }) => this.#get(publicKey, mediation),
    };
    Object.defineProperty(globalThis, "navigator", { value: { credentials }, configurable: true });
    globalThis.PublicKeyCredential = class PublicKeyCredential {
      static isConditionalMediationAvailable = async () => true;
    };
    // A form with <input autocomplete="username webauthn">.
    globalThis.document = { querySelectorAll: () => [{}] };
    return this;
  }

  #create(options) {
    const excluded = (options.excludeCredentials ?? []).map(({ id }) => base64url(id));
    if (this.#passkeys.some(({ id }) => excluded.includes(base64url(id)))) {
      throw new DOMException("The passkey is here already", "InvalidStateError");
    }
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const passkey = { id: randomBytes(32), privateKey, user: Buffer.from(options.user.id), counter: 0 };
    this.#passkeys.push(passkey);
    const data = Buffer.concat([
      this.#head(options.rp.id, AT, passkey),
      Buffer.alloc(16),
      uint16(passkey.id.length),
      passkey.id,
      coseKey(publicKey.export({ format: "jwk" })),
    ]);
    const response = {
      clientDataJSON: this.#clientData("webauthn.create", options),
      attestationObject: attestationObject(data),
      getTransports: () => ["internal"],
    };
    return credential(passkey, response, { credProps: { rk: true } });
  }

  #get(options, mediation) {
    const allowed = (options.allowCredentials ?? []).map(({ id }) => base64url(id));
    const passkey = this.#passkeys.findLast(
      ({ id }) => allowed.length === 0 || allowed.includes(base64url(id)),
    );
    if (!passkey) throw new DOMException("No passkey for this site", "NotAllowedError");
    this.lastMediation = mediation;
    passkey.counter += 1;
    const clientDataJSON = this.#clientData("webauthn.get", options);
    const authenticatorData = this.#head(options.rpId, 0, passkey);
    const message = Buffer.concat([authenticatorData, sha256(clientDataJSON)]);
    const signature = sign("sha256", message, passkey.privateKey);
    const response = { clientDataJSON, authenticatorData, signature, userHandle: passkey.user };
    return credential(passkey, response, {});
  }

  #clientData(type, options) {
    const challenge = base64url(options.challenge);
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  /** Rp id hash, flags, counter. */
  #head(rpId, flags, passkey) {
    const all = flags | UP | (this.verifiesUser ? UV : 0);
    return Buffer.concat([sha256(rpId), Buffer.from([all]), uint32(passkey.counter)]);
  }
}

function credential(passkey, response, extensions) {
  return {
    id: base64url(passkey.id),
    rawId: passkey.id,
    type: "public-key",
    authenticatorAttachment: "platform",
    response,
    getClientExtensionResults: () => extensions,
  };
}

/** {"fmt": "none", "attStmt": {}, "authData": data} in CBOR. */
function attestationObject(data) {
  return Buffer.concat([
    Buffer.from([0xa3]),
    text("fmt"),
    text("none"),
    text("attStmt"),
    Buffer.from([0xa0]),
    text("authData"),
    Buffer.from([0x59]),
    uint16(data.length),
    data,
  ]);
}

/** {1: 2, 3: -7, -1: 1, -2: x, -3: y} in CBOR. */
function coseKey({ x, y }) {
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
    Buffer.from(x, "base64url"),
    Buffer.from([0x22, 0x58, 0x20]),
    Buffer.from(y, "base64url"),
  ]);
}

function text(value) {
  return Buffer.concat([Buffer.from([0x60 | value.length]), Buffer.from(value)]);
}

function uint16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest();
}

function base64url(bytes) {
  return Buffer.from(bytes).toString("base64url");
}

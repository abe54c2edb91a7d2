// The original with the plugins that full-server has, started by the same variables. Its rows are in
// memory, or in the database that NPM_DATABASE names, whose tables it makes.

import { createServer } from "node:http";
import { apiKey } from "@better-auth/api-key";
import { passkey } from "@better-auth/passkey";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { admin, bearer, genericOAuth, organization, twoFactor, username } from "better-auth/plugins";
import { defaultAc } from "better-auth/plugins/organization/access";
import { createTransport } from "nodemailer";
import { open } from "./lib/database.js";

const {
  PORT,
  BASE_URL,
  BETTER_AUTH_SECRET,
  DELETE_BY_MAIL,
  NPM_DATABASE,
  OIDC_CLIENT_ID,
  OIDC_CLIENT_SECRET,
  OIDC_ISSUER,
  RATE_LIMIT,
  REQUIRE_EMAIL_VERIFICATION,
  SMTP_URL,
} = process.env;

const mailer = createTransport(SMTP_URL);

/** A mail with a link that stands alone on a line, as in the mails of full-server. */
const mailLink = (subject) => async ({ user, url }) => {
  const text = `Hello ${user.name},\n\n${url}\n`;
  await mailer.sendMail({ from: "npm@example.com", to: user.email, subject, text });
};

/** A mail with a code that stands alone on a line. */
const mailCode = async ({ user, otp }) => {
  const text = `Hello ${user.name},\n\n${otp}\n`;
  await mailer.sendMail({ from: "npm@example.com", to: user.email, subject: "Your code", text });
};

/** An invitation, with the link that full-server mails. */
const mailInvitation = async ({ id, email, organization: { name } }) => {
  const text = `${BASE_URL}/accept-invitation/${id}\n`;
  await mailer.sendMail({ from: "npm@example.com", to: email, subject: `Join ${name}`, text });
};

/** A provider that is found by discovery. */
const oidc = {
  providerId: "oidc",
  discoveryUrl: `${OIDC_ISSUER}/.well-known/openid-configuration`,
  clientId: OIDC_CLIENT_ID,
  clientSecret: OIDC_CLIENT_SECRET,
  authentication: "basic",
  scopes: ["openid", "email", "profile"],
};

const stored = NPM_DATABASE ? open(NPM_DATABASE) : undefined;

function inMemory() {
  return memoryAdapter({
    user: [],
    session: [],
    account: [],
    verification: [],
    passkey: [],
    twoFactor: [],
    organization: [],
    member: [],
    invitation: [],
    organizationRole: [],
    team: [],
    teamMember: [],
    apikey: [],
  });
}

const auth = betterAuth({
  baseURL: BASE_URL,
  basePath: "/auth",
  secret: BETTER_AUTH_SECRET,
  database: stored?.database ?? inMemory(),
  emailAndPassword: {
    enabled: true,
    requireEmailVerification: REQUIRE_EMAIL_VERIFICATION === "true",
    sendResetPassword: mailLink("Choose a new password"),
  },
  emailVerification: { sendVerificationEmail: mailLink("Is this your address?"), sendOnSignIn: true },
  user: {
    changeEmail: { enabled: true, sendChangeEmailConfirmation: mailLink("Do you want to move?") },
    deleteUser: {
      enabled: true,
      ...(DELETE_BY_MAIL === "true" && { sendDeleteAccountVerification: mailLink("Delete it?") }),
    },
    additionalFields: {
      phone: { type: "string", required: false },
      plan: { type: "string", required: false, defaultValue: "free", input: false },
    },
  },
  session: { additionalFields: { theme: { type: "string", required: false } } },
  rateLimit: { enabled: RATE_LIMIT !== "off" },
  telemetry: { enabled: false },
  plugins: [
    admin(),
    username(),
    bearer(),
    passkey(),
    twoFactor({ otpOptions: { sendOTP: mailCode } }),
    organization({
      sendInvitationEmail: mailInvitation,
      requireEmailVerificationOnInvitation: true,
      ac: defaultAc,
      dynamicAccessControl: { enabled: true },
      teams: { enabled: true },
    }),
    ...(OIDC_ISSUER ? [genericOAuth({ config: [oidc] })] : []),
    apiKey({
      enableMetadata: true,
      enableSessionForAPIKeys: true,
      rateLimit: { maxRequests: 1000, timeWindow: 60_000 },
    }),
  ],
});

if (stored) await (await getMigrations(auth.options)).runMigrations();

const server = createServer(toNodeHandler(auth));
server.listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.close(async () => {
    await stored?.close();
    process.exit(0);
  });
  server.closeIdleConnections();
});

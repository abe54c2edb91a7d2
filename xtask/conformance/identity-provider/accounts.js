// The people whom the provider knows, and how it treats each of them. Whatever a flow sets here
// is about one account, so flows that run at the same time do not meet.

const accounts = new Map();

const DEFAULTS = {
  /** What is said about them: email, email_verified, name, picture. */
  claims: {},
  /** Lives in seconds. */
  codeLife: 60,
  accessTokenLife: 3600,
  /** What goes wrong, by endpoint: `{ token: "error" }`; see faults.js. */
  faults: {},
};

/** Creates somebody, or changes some of their settings. */
export function configure(id, settings) {
  const account = accounts.get(id) ?? { ...DEFAULTS, answers: { token: 0, userinfo: 0, trap: 0 } };
  accounts.set(id, { ...account, ...settings });
}

/** Their settings, and how often each endpoint answered for them. */
export function lookUp(id) {
  return accounts.get(id);
}

/** As oidc-provider asks for them. */
export async function findAccount(_context, id) {
  const account = lookUp(id);
  return account && { accountId: id, claims: async () => ({ ...account.claims, sub: id }) };
}

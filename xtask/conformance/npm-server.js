// The original with the plugins that full-server has, in memory, started by the same variables.

import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { bearer, username } from "better-auth/plugins";

const { PORT, BASE_URL, BETTER_AUTH_SECRET, RATE_LIMIT } = process.env;

const auth = betterAuth({
  baseURL: BASE_URL,
  basePath: "/auth",
  secret: BETTER_AUTH_SECRET,
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  emailAndPassword: { enabled: true },
  user: { deleteUser: { enabled: true } },
  rateLimit: { enabled: RATE_LIMIT !== "off" },
  telemetry: { enabled: false },
  plugins: [username(), bearer()],
});

const server = createServer(toNodeHandler(auth));
server.listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});

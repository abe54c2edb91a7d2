import assert from "node:assert/strict";
import { test } from "node:test";
import { isOriginal, somebody } from "../lib/actor.js";

test("too many sign-ins are refused, and the client learns when to come back", async () => {
  const { client, email, password } = somebody();
  let retryAfter;
  const fetchOptions = {
    onError: ({ response }) => {
      retryAfter = response.headers.get("x-retry-after");
    },
  };
  const statuses = [];
  let last;
  do {
    last = await client.signIn.email({ email, password, fetchOptions });
    statuses.push(last.error.status);
  } while (last.error.status !== 429 && statuses.length < 20);
  assert.equal(last.error.status, 429, `never limited: ${statuses}`);
  assert.ok(statuses.length > 1, "the first one was limited");
  assert.match(retryAfter, /^[1-9][0-9]*$/);
  // The original has no code here.
  if (!isOriginal) assert.equal(last.error.code, "TOO_MANY_REQUESTS");
});

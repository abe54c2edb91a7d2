import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, granted, isOriginal, origin, refused } from "../lib/actor.js";

test("the health route answers", async () => {
  const answer = granted(await browser().client.$fetch("/ok"));
  assert.equal(answer.ok, true);
});

test("an unknown route is 404", async () => {
  const answer = await browser().client.$fetch("/no-such-route");
  assert.equal(answer.error.status, 404);
  // The original sends no body.
  if (!isOriginal) refused(answer, 404, "NOT_FOUND");
});

test("a body that is no JSON is refused with a code", async () => {
  const response = await fetch(`${origin}/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: "{",
  });
  assert.equal(response.status, 400);
  assert.equal((await response.json()).code, "BAD_REQUEST");
});

test("a field of the wrong type is refused with a code", async () => {
  const { client } = browser();
  refused(await client.$fetch("/sign-in/email", { method: "POST", body: { email: 1 } }), 400);
});

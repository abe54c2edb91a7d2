import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { granted, member, refused } from "../lib/actor.js";

/** Somebody with an organization of their own. */
async function owner() {
  const person = await member();
  const slug = `org-${randomUUID().slice(0, 8)}`;
  const organization = granted(await person.client.organization.create({ name: "Engines", slug }));
  return { ...person, organization };
}

test("a role is declared, read, changed and deleted", async () => {
  const { client, organization } = await owner();
  const permission = { member: ["update"] };
  const made = granted(await client.organization.createRole({ role: "Lead", permission }));
  assert.equal(made.success, true);
  assert.deepEqual(made.statements, permission);
  assert.equal(made.roleData.role, "lead");
  assert.equal(made.roleData.organizationId, organization.id);
  const { id } = made.roleData;
  assert.deepEqual(
    granted(await client.organization.listRoles({ query: {} })).map((role) => role.id),
    [id],
  );
  const read = granted(await client.organization.getRole({ query: { roleName: "lead" } }));
  assert.deepEqual(read.permission, permission);
  const data = { roleName: "Chief", permission: { team: ["create"] } };
  const changed = granted(await client.organization.updateRole({ roleId: id, data }));
  assert.equal(changed.roleData.role, "chief");
  assert.deepEqual(changed.roleData.permission, data.permission);
  granted(await client.organization.deleteRole({ roleName: "chief" }));
  refused(
    await client.organization.getRole({ query: { roleId: id } }),
    400,
    "ROLE_NOT_FOUND",
  );
});

test("names that are taken and permissions that nobody has are refused", async () => {
  const { client } = await owner();
  const create = (role, permission = {}) => client.organization.createRole({ role, permission });
  granted(await create("lead"));
  refused(await create("Lead"), 400, "ROLE_NAME_IS_ALREADY_TAKEN");
  refused(await create("admin"), 400, "ROLE_NAME_IS_ALREADY_TAKEN");
  refused(await create("x", { birds: ["fly"] }), 400, "INVALID_RESOURCE");
  refused(await create("x", { member: ["fly"] }), 403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE");
  refused(
    await client.organization.deleteRole({ roleName: "admin" }),
    400,
    "CANNOT_DELETE_A_PRE_DEFINED_ROLE",
  );
});

test("strangers see no roles", async () => {
  const { organization } = await owner();
  const { client } = await member();
  refused(
    await client.organization.listRoles({ query: { organizationId: organization.id } }),
    403,
    "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION",
  );
  refused(
    await client.organization.createRole({ role: "x", permission: {} }),
    400,
    "YOU_MUST_BE_IN_AN_ORGANIZATION_TO_CREATE_A_ROLE",
  );
});

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

const activeTeam = async ({ client }) =>
  granted(await client.getSession()).session.activeTeamId ?? null;

const names = (teams) => teams.map((team) => team.name).sort();

test("an organization begins with a team of its owner", async () => {
  const ada = await owner();
  const teams = granted(await ada.client.organization.listTeams());
  assert.deepEqual(names(teams), ["Engines"]);
  assert.equal(await activeTeam(ada), teams[0].id);
  const full = granted(await ada.client.organization.getFullOrganization());
  assert.deepEqual(names(full.teams), ["Engines"]);
});

test("a team is made, changed and removed, the last one stays", async () => {
  const ada = await owner();
  const { client, organization } = ada;
  const first = await activeTeam(ada);
  const made = granted(await client.organization.createTeam({ name: "Red" }));
  assert.equal(made.organizationId, organization.id);
  const data = { name: "Blue" };
  const changed = granted(await client.organization.updateTeam({ teamId: made.id, data }));
  assert.equal(changed.name, "Blue");
  const removed = granted(await client.organization.removeTeam({ teamId: made.id }));
  assert.equal(removed.message, "Team removed successfully.");
  refused(
    await client.organization.removeTeam({ teamId: first }),
    403,
    "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM",
  );
  granted(await client.organization.setActiveTeam({ teamId: null }));
  refused(
    await client.organization.removeTeam({ teamId: first }),
    400,
    "UNABLE_TO_REMOVE_LAST_TEAM",
  );
});

test("somebody joins a team, works in it and goes", async () => {
  const ada = await owner();
  const { client, user } = ada;
  const { id: teamId } = granted(await client.organization.createTeam({ name: "Red" }));
  refused(
    await client.organization.setActiveTeam({ teamId }),
    403,
    "USER_IS_NOT_A_MEMBER_OF_THE_TEAM",
  );
  const joined = granted(await client.organization.addTeamMember({ teamId, userId: user.id }));
  assert.equal(joined.userId, user.id);
  granted(await client.organization.setActiveTeam({ teamId }));
  assert.equal(await activeTeam(ada), teamId);
  const members = granted(await client.organization.listTeamMembers({ query: {} }));
  assert.deepEqual(members.map((it) => it.id), [joined.id]);
  assert.deepEqual(names(granted(await client.organization.listUserTeams())), ["Engines", "Red"]);
  const gone = granted(await client.organization.removeTeamMember({ teamId, userId: user.id }));
  assert.equal(gone.message, "Team member removed successfully.");
});

test("teams of others are out of reach", async () => {
  const ada = await owner();
  const theirs = await activeTeam(ada);
  const { client, user } = await owner();
  refused(await client.organization.setActiveTeam({ teamId: theirs }), 400, "TEAM_NOT_FOUND");
  refused(
    await client.organization.addTeamMember({ teamId: theirs, userId: user.id }),
    400,
    "TEAM_NOT_FOUND",
  );
  refused(
    await client.organization.listTeams({ query: { organizationId: ada.organization.id } }),
    403,
    "YOU_ARE_NOT_ALLOWED_TO_ACCESS_THIS_ORGANIZATION",
  );
});

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { elsewhere, granted, isOriginal, member, refused } from "../lib/actor.js";
import { follow, linkTo } from "../lib/mail.js";

/** Somebody who has proven their address. */
async function proven() {
  const person = await member();
  granted(await person.client.sendVerificationEmail({ email: person.email }));
  await follow(await linkTo(person.email));
  return person;
}

/** Somebody with an organization of their own. */
async function owner() {
  const person = await proven();
  const slug = `org-${randomUUID().slice(0, 8)}`;
  const metadata = { plan: "free" };
  const organization = granted(
    await person.client.organization.create({ name: "Engines", slug, metadata }),
  );
  return { ...person, organization, slug };
}

/** Invites somebody and hands out the id that stands in the mail. */
async function invited(by, person, role = "member") {
  const { email } = person;
  const invitation = granted(await by.client.organization.inviteMember({ email, role }));
  const link = await linkTo(email);
  assert.equal(link.split("/").at(-1), invitation.id);
  return invitation.id;
}

/** Somebody who was invited and has accepted. */
async function joined(by, role) {
  const person = await proven();
  const invitationId = await invited(by, person, role);
  const accepted = granted(await person.client.organization.acceptInvitation({ invitationId }));
  return { ...person, member: accepted.member };
}

async function active({ client }) {
  return granted(await client.getSession()).session.activeOrganizationId ?? null;
}

const id = (organization) => organization.id;

test("who creates an organization owns it and works in it", async () => {
  const ada = await owner();
  const { client, organization, slug } = ada;
  const keys = ["createdAt", "id", "logo", "members", "metadata", "name", "slug"];
  if (!isOriginal) assert.deepEqual(Object.keys(organization).sort(), keys);
  assert.deepEqual(organization.metadata, { plan: "free" });
  assert.equal(organization.members[0].role, "owner");
  assert.equal(await active(ada), organization.id);
  assert.deepEqual(granted(await client.organization.list()).map(id), [organization.id]);
  refused(await client.organization.create({ name: "E", slug }), 400, "ORGANIZATION_ALREADY_EXISTS");
  refused(await client.organization.checkSlug({ slug }), 400, "ORGANIZATION_SLUG_ALREADY_TAKEN");
  assert.deepEqual(granted(await client.organization.checkSlug({ slug: `${slug}-2` })), {
    status: true,
  });
});

test("an organization is changed, read and deleted", async () => {
  const { client, organization, slug } = await owner();
  const data = { name: "New", logo: "/l.png" };
  const updated = granted(await client.organization.update({ data }));
  assert.equal(updated.name, "New");
  assert.deepEqual(updated.metadata, { plan: "free" });
  const full = granted(
    await client.organization.getFullOrganization({ query: { organizationSlug: slug } }),
  );
  assert.equal(full.members[0].user.name, granted(await client.getSession()).user.name);
  assert.deepEqual(full.invitations, []);
  const organizationId = organization.id;
  const deleted = granted(await client.organization.delete({ organizationId }));
  assert.equal(deleted.id, organizationId);
  assert.deepEqual(granted(await client.organization.list()), []);
  assert.equal(granted(await client.organization.getFullOrganization()), null);
});

test("a session works in one organization, another of the same person in none", async () => {
  const ada = await owner();
  const slug = `org-${randomUUID().slice(0, 8)}`;
  const second = granted(await ada.client.organization.create({ name: "Second", slug }));
  assert.equal(await active(ada), second.id);
  const first = ada.organization.id;
  granted(await ada.client.organization.setActive({ organizationId: first }));
  assert.equal(await active(ada), first);
  granted(await ada.client.organization.setActive({ organizationSlug: slug }));
  assert.equal(await active(ada), second.id);
  assert.equal(granted(await ada.client.organization.setActive({ organizationId: null })), null);
  assert.equal(await active(ada), null);
  assert.equal(await active(await elsewhere(ada)), null);
});

test("an invitation is mailed, read, listed and accepted", async () => {
  const ada = await owner();
  const bob = await proven();
  const invitationId = await invited(ada, bob, ["member", "admin"]);
  const { client } = bob;
  const read = granted(await client.organization.getInvitation({ query: { id: invitationId } }));
  assert.equal(read.organizationName, "Engines");
  assert.equal(read.organizationSlug, ada.slug);
  assert.equal(read.inviterEmail, ada.email);
  assert.ok(read.expiresAt instanceof Date);
  const received = granted(await client.organization.listUserInvitations());
  assert.deepEqual(received.map(id), [invitationId]);
  const { invitation, member } = granted(
    await client.organization.acceptInvitation({ invitationId }),
  );
  assert.equal(invitation.status, "accepted");
  assert.equal(member.role, "member,admin");
  assert.equal(await active(bob), ada.organization.id);
  const again = await client.organization.acceptInvitation({ invitationId });
  refused(again, 400, "INVITATION_NOT_FOUND");
  const list = granted(await ada.client.organization.listInvitations());
  assert.deepEqual(list.map(({ status }) => status), ["accepted"]);
});

test("an invitation is refused to others, rejected, and withdrawn", async () => {
  const ada = await owner();
  const [bob, eve] = [await proven(), await proven()];
  const first = await invited(ada, bob);
  const foreign = await eve.client.organization.acceptInvitation({ invitationId: first });
  refused(foreign, 403, "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION");
  const { email } = bob;
  const twice = await ada.client.organization.inviteMember({ email, role: "member" });
  refused(twice, 400, "USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION");
  const again = { email, role: "member", resend: true };
  assert.equal(granted(await ada.client.organization.inviteMember(again)).id, first);
  assert.ok((await linkTo(email)).endsWith(first));
  const rejected = granted(
    await bob.client.organization.rejectInvitation({ invitationId: first }),
  );
  assert.equal(rejected.invitation.status, "rejected");
  assert.equal(rejected.member, null);
  const second = await invited(ada, bob);
  const canceled = granted(
    await ada.client.organization.cancelInvitation({ invitationId: second }),
  );
  assert.equal(canceled.status, "canceled");
  const late = await bob.client.organization.acceptInvitation({ invitationId: second });
  refused(late, 400, "INVITATION_NOT_FOUND");
});

test("an address that is not proven opens no invitation", async () => {
  const ada = await owner();
  const bob = await member();
  const invitationId = await invited(ada, bob);
  refused(
    await bob.client.organization.acceptInvitation({ invitationId }),
    403,
    "EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION",
  );
  refused(
    await bob.client.organization.listUserInvitations(),
    403,
    "EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION",
  );
});

test("members are listed, get other roles, are removed, and leave", async () => {
  const ada = await owner();
  const [bob, eve] = [await joined(ada, "member"), await joined(ada, "member")];
  const organization = ada.client.organization;
  const { members, total } = granted(
    await organization.listMembers({ query: { limit: 2, sortBy: "createdAt" } }),
  );
  assert.deepEqual([members.length, total], [2, 3]);
  assert.equal(members[0].user.email, ada.email);
  const filtered = granted(
    await organization.listMembers({ query: { filterField: "role", filterValue: "owner" } }),
  );
  assert.equal(filtered.total, 1);

  const memberId = bob.member.id;
  const role = ["admin", "member"];
  assert.equal(granted(await organization.updateMemberRole({ memberId, role })).role, "admin,member");
  const unknown = await organization.updateMemberRole({ memberId, role: "boss" });
  refused(unknown, 400, "ROLE_NOT_FOUND");
  assert.equal(granted(await bob.client.organization.getActiveMember()).role, "admin,member");
  assert.equal(granted(await bob.client.organization.getActiveMemberRole()).role, "admin,member");

  const removed = granted(await organization.removeMember({ memberIdOrEmail: eve.email }));
  assert.equal(removed.member.userId, eve.user.id);
  assert.deepEqual(granted(await eve.client.organization.list()), []);
  const organizationId = ada.organization.id;
  granted(await bob.client.organization.leave({ organizationId }));
  assert.equal(await active(bob), null);
  const last = await organization.leave({ organizationId });
  refused(last, 400, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER");
});

test("roles decide what a member may do", async () => {
  const ada = await owner();
  const bob = await joined(ada, "member");
  const { organization } = bob.client;
  refused(
    await organization.inviteMember({ email: "x@example.com", role: "member" }),
    403,
    "YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION",
  );
  refused(
    await organization.update({ data: { name: "B" } }),
    403,
    "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION",
  );
  refused(
    await organization.removeMember({ memberIdOrEmail: ada.email }),
    isOriginal ? 400 : 401,
  );
  refused(
    await organization.delete({ organizationId: ada.organization.id }),
    403,
    "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION",
  );
  const ask = async ({ client }, permissions) =>
    granted(await client.organization.hasPermission({ permissions }));
  assert.deepEqual(await ask(bob, { ac: ["read"] }), { error: null, success: true });
  assert.equal((await ask(bob, { member: ["delete"] })).success, false);
  assert.equal((await ask(ada, { member: ["delete"], organization: ["delete"] })).success, true);
  const local = (role) =>
    ada.client.organization.checkRolePermission({ role, permissions: { member: ["delete"] } });
  assert.deepEqual([local("admin"), local("member")], [true, false]);
});

test("strangers learn nothing", async () => {
  const ada = await owner();
  const eve = await proven();
  const organizationId = ada.organization.id;
  const { organization } = eve.client;
  const forbidden = "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION";
  refused(
    await organization.getFullOrganization({ query: { organizationId } }),
    403,
    forbidden,
  );
  refused(await organization.setActive({ organizationId }), 403, forbidden);
  refused(
    await organization.listMembers({ query: { organizationId } }),
    403,
    "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION",
  );
  refused(await organization.delete({ organizationId }), 400, forbidden);
  refused(await organization.leave({ organizationId }), 400, "MEMBER_NOT_FOUND");
  refused(
    await organization.hasPermission({ organizationId, permissions: { ac: ["read"] } }),
    401,
    forbidden,
  );
});

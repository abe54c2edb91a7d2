use better_auth_test::PASSWORD;
use serde_json::json;

use crate::old::{Old, user};
use crate::{app, import, remarks, skipped};

const MOMENT: &str = "'2025-01-02T03:04:05.678Z'";

fn organizations() -> String {
    format!(
        r#"INSERT INTO "organization" ("id", "name", "slug", "createdAt", "metadata") VALUES
            ('o1', 'Acme', 'Acme', {MOMENT}, '{{"plan":"pro"}}'),
            ('o2', 'Other', 'acme', {MOMENT}, NULL),
            ('o3', 'Odd', 'ödd one', {MOMENT}, 'junk');
        INSERT INTO "member" ("id", "organizationId", "userId", "role", "createdAt") VALUES
            ('m1', 'o1', 'ada', 'owner', {MOMENT}), ('m2', 'o1', 'bob', 'member', {MOMENT}),
            ('m3', 'o1', 'bob', 'admin', {MOMENT}), ('m4', 'o2', 'bob', 'owner', {MOMENT});
        INSERT INTO "team" ("id", "organizationId", "name", "createdAt") VALUES
            ('t1', 'o1', 'Builders', {MOMENT});
        INSERT INTO "teamMember" ("id", "teamId", "userId", "createdAt") VALUES
            ('x1', 't1', 'ada', {MOMENT}), ('x2', 't1', 'ada', {MOMENT});
        INSERT INTO "organizationRole" ("id", "organizationId", "role", "permission", "createdAt")
            VALUES ('r1', 'o1', 'auditor', '{{"member":["update"]}}', {MOMENT}),
            ('r2', 'o1', 'junk', '[]', {MOMENT});
        INSERT INTO "invitation" ("id", "organizationId", "email", "role", "status", "expiresAt",
            "createdAt", "inviterId") VALUES
            ('i1', 'o1', 'New@example.com', 'member', 'pending', '2026-04-01T00:00:00Z', {MOMENT}, 'ada'),
            ('i2', 'o1', 'new@example.com', 'admin', 'pending', '2026-04-01T00:00:00Z', {MOMENT}, 'ada'),
            ('i3', 'o1', 'new@example.com', NULL, 'pending', '2026-01-01T00:00:00Z', {MOMENT}, 'ada'),
            ('i4', 'o1', 'old@example.com', 'member', 'accepted', '2026-01-01T00:00:00Z', {MOMENT}, 'ada');"#
    )
}

#[tokio::test]
async fn an_organization_comes_with_its_people_and_duplicates_are_named() {
    let sql = ["ada", "bob"].map(user).concat() + &organizations();
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    assert_eq!(skipped(&report, "organization"), ["o2: slug_taken by o1"]);
    let odd = ["o1: slug_folded", "o3: slug_unusual", "o3: metadata_left"];
    assert_eq!(remarks(&report, "organization"), odd);
    let members = ["m4: not_there by organization_id", "m3: duplicate by m2"];
    assert_eq!(skipped(&report, "member"), members);
    assert_eq!(skipped(&report, "teamMember"), ["x2: duplicate by x1"]);
    assert_eq!(skipped(&report, "organizationRole"), ["r2: bad_value by permission"]);
    assert_eq!(skipped(&report, "invitation"), ["i2: duplicate by i1"]);
}

#[tokio::test]
async fn the_owner_goes_on_as_before() {
    let sql = ["ada", "bob"].map(user).concat() + &organizations();
    let (app, old) = (app().await, Old::with(&sql).await);
    import(&app, &old).await;
    let browser = app.browser();
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    browser.post("/sign-in/email", body).await.expect(200);
    let path = "/organization/get-full-organization?organizationId=o1";
    let full = browser.get(path).await.expect(200).json();
    assert_eq!((&full["slug"], &full["metadata"]["plan"]), (&json!("acme"), &json!("pro")));
    assert_eq!(full["members"].as_array().unwrap().len(), 2);
    assert_eq!(full["teams"][0]["name"], "Builders");
    let body = json!({ "organizationId": "o1", "memberId": "m2", "role": "auditor" });
    browser.post("/organization/update-member-role", body).await.expect(200);
}

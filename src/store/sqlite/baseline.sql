CREATE TABLE "migrations" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);

CREATE TABLE "migrations_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);

CREATE TABLE "organizations" ("id" text primary key, "name" text not null, "name_key" text not null, "created_at" bigint not null, "is_active" integer default 1 not null, "modified_at" bigint, "deleted_at" bigint, "number" bigint default 0 not null, credentials_told integer, constraint "organizations_name" unique ("name_key"));

CREATE TABLE "tenants" ("organization_id" text not null, "id" text not null, "name" text not null, "name_key" text not null, "created_at" bigint not null, constraint "tenants_key" primary key ("organization_id", "id"), constraint "tenants_name" unique ("organization_id", "name_key"));

CREATE TABLE "users" ("organization_id" text not null, "id" text not null, "legacy_id" bigint not null, "user_name" text not null, "user_name_key" text not null, "email" text, "email_key" text, "email_confirmed" integer not null, "name" text, "surname" text, "display_name" text, "is_active" integer not null, "bypass_basic_auth_restriction" integer not null, "invitation_accepted" integer not null, "created_at" bigint not null, "modified_at" bigint, "last_login_at" bigint, "deleted_at" bigint, "token_epoch" bigint default 1 not null, "name_key" text, "surname_key" text, "display_name_key" text, "extension_attributes" text, "type" text default 'user' not null, "version" bigint default 1 not null, "search_id" bigint default 0 not null, "search_text" text default '' not null, constraint "users_key" primary key ("organization_id", "id"), constraint "users_organization" foreign key ("organization_id") references "organizations" ("id"));

CREATE UNIQUE INDEX "users_user_name_key" on "users" ("organization_id", "user_name_key") where "deleted_at" is null;

CREATE UNIQUE INDEX "users_email_key" on "users" ("organization_id", "email_key") where "deleted_at" is null;

CREATE TABLE "groups" ("organization_id" text not null, "id" text not null, "name" text not null, "name_key" text not null, "created_at" bigint not null, "type" text not null, "modified_at" bigint, "version" bigint default 1 not null, constraint "groups_key" primary key ("organization_id", "id"), constraint "groups_name" unique ("organization_id", "name_key"));

CREATE TABLE "memberships" ("organization_id" text not null, "group_id" text not null, "member_id" text not null, "member_type" text not null, constraint "memberships_key" primary key ("organization_id", "group_id", "member_id"), constraint "memberships_group" foreign key ("organization_id", "group_id") references "groups" ("organization_id", "id"));

CREATE TABLE "settings" ("organization_id" text not null, "user_id" text not null, "key_key" text not null, "id" bigint not null, "key" text not null, "value" text, constraint "settings_key" primary key ("organization_id", "user_id", "key_key"));

CREATE TABLE "credentials" ("organization_id" text not null, "user_id" text not null, "password_hash" text, "version" bigint default 1 not null, "security_stamp" text not null, "changed_at" bigint not null, "must_change" integer not null, "lock_told_at" bigint, kept_rules text, expiry_told integer, hash_cost integer, name_key text, constraint "credentials_user" foreign key ("organization_id", "user_id") references "users" ("organization_id", "id"), constraint "credentials_key" primary key ("organization_id", "user_id"));

CREATE TABLE "password_history" ("organization_id" text not null, "user_id" text not null, "sequence" bigint not null, "password_hash" text not null, "retired_at" bigint not null, constraint "password_history_user" foreign key ("organization_id", "user_id") references "users" ("organization_id", "id"), constraint "password_history_key" primary key ("organization_id", "user_id", "sequence"));

CREATE TABLE "applications" ("organization_id" text not null, "id" text not null, "name" text not null, "is_confidential" integer not null, "redirect_uris" text not null, "is_active" integer not null, "created_at" bigint not null, "jwks" text, "post_logout_redirect_uris" text, "is_first_party" integer default 0 not null, "lost_scopes" text, "access_token_seconds" bigint, "is_installed" integer default 0 not null, "jwks_uri" text, "backchannel_logout_uri" text, "backchannel_logout_session_required" integer default 1 not null, constraint "applications_key" primary key ("organization_id", "id"), constraint "applications_organization" foreign key ("organization_id") references "organizations" ("id"));

CREATE TABLE "application_scopes" ("organization_id" text not null, "application_id" text not null, "name" text not null, "type" text not null, constraint "application_scopes_application" foreign key ("organization_id", "application_id") references "applications" ("organization_id", "id") on delete cascade, constraint "application_scopes_key" primary key ("organization_id", "application_id", "name"));

CREATE TABLE "application_secrets" ("organization_id" text not null, "application_id" text not null, "id" bigint not null, "secret_hash" text not null, "description" text, "created_at" bigint not null, "expires_at" bigint, "last_used_at" integer, "replaced_at" integer, "ended_at" integer, constraint "application_secrets_application" foreign key ("organization_id", "application_id") references "applications" ("organization_id", "id") on delete cascade, constraint "application_secrets_key" primary key ("organization_id", "id"));

CREATE INDEX "application_secrets_application" on "application_secrets" ("organization_id", "application_id");

CREATE TABLE "counters" ("organization_id" text not null, "name" text not null, "value" bigint not null, constraint "counters_key" primary key ("organization_id", "name"));

CREATE TABLE "login_attempts" ("organization_id" text not null, "id" bigint not null, "user_id" text, "user_name_or_email" text not null, "client_ip" text, "client_name" text, "browser_info" text, "result" text not null, "created_at" bigint not null, constraint "login_attempts_key" primary key ("organization_id", "id"));

CREATE INDEX "login_attempts_user" on "login_attempts" ("organization_id", "user_id", "id");

CREATE TABLE "audit_entries" ("organization_id" text not null, "sequence" bigint not null, "created_at" bigint not null, "category" text not null, "action" text not null, "actor_type" text not null, "actor_id" text, "actor_name" text not null, "actor_email" text, "target_id" text, "details" text not null, "trace_id" text, "client_ip" text, "hash" text default '' not null, constraint "audit_entries_key" primary key ("organization_id", "sequence"));

CREATE TABLE "outbox" ("organization_id" text not null, "id" text not null, "kind" text not null, "payload" text not null, "created_at" bigint not null, "available_at" bigint not null, "attempts" integer default 0 not null, "delivered_at" bigint, "expires_at" bigint, "dead_at" bigint, "claim" text, "last_error" text, constraint "outbox_key" primary key ("organization_id", "id"));

CREATE TABLE "signing_keys" ("id" text primary key, "algorithm" text not null, "public_jwk" text not null, "sealed_private_jwk" text not null, "created_at" bigint not null, "activates_at" bigint not null, "retires_at" bigint);

CREATE TABLE "user_ranks" ("organization_id" text not null, "start_key" text not null, "count" bigint not null, "change" bigint default 0 not null, constraint "user_ranks_key" primary key ("organization_id", "start_key"));

CREATE TABLE "user_logins" ("organization_id" text not null, "login_provider" text not null, "provider_key" text not null, "user_id" text not null, "provider_display_name" text, constraint "user_logins_key" primary key ("organization_id", "login_provider", "provider_key"), constraint "user_logins_user" foreign key ("organization_id", "user_id") references "users" ("organization_id", "id"));

CREATE INDEX "user_logins_of" on "user_logins" ("organization_id", "user_id");

CREATE VIRTUAL TABLE user_search using fts5
    (text, content='', contentless_delete=1, detail=none, tokenize="trigram case_sensitive 1");

CREATE INDEX "memberships_member" on "memberships" ("organization_id", "member_id", "group_id");

CREATE TABLE "robot_accounts" ("organization_id" text not null, "id" text not null, "name" text not null, "name_key" text not null, "display_name" text not null, "display_name_key" text not null, "created_at" bigint not null, "modified_at" bigint, "last_login_at" bigint, "version" bigint default 1 not null, constraint "robot_accounts_key" primary key ("organization_id", "id"), constraint "robot_accounts_name" unique ("organization_id", "name_key"), constraint "robot_accounts_organization" foreign key ("organization_id") references "organizations" ("id"));

CREATE INDEX "groups_id" on "groups" ("id");

CREATE TABLE "api_resources" ("organization_id" text not null, "name_key" text not null, "name" text not null, "display_name" text not null, "description" text, "access_token_type" text, constraint "api_resources_key" primary key ("organization_id", "name_key"));

CREATE TABLE "api_scopes" ("organization_id" text not null, "name" text not null, "resource_key" text not null, "display_name" text not null, "description" text, "type" text not null, constraint "api_scopes_key" primary key ("organization_id", "name"), constraint "api_scopes_resource" foreign key ("organization_id", "resource_key") references "api_resources" ("organization_id", "name_key") on delete cascade);

CREATE TABLE "certificates" ("organization_id" text not null, "role" text not null, "id" bigint not null, "certificate" text not null, "thumbprint" text not null, "expires_at" bigint not null, "created_at" bigint not null, constraint "certificates_key" primary key ("organization_id", "role"));

CREATE TABLE "audit_heads" ("organization_id" text primary key, "sequence" bigint not null, "hash" text not null, "mac" text default '' not null);

CREATE INDEX "audit_entries_category" on "audit_entries" ("organization_id", "category", "sequence");

CREATE INDEX "audit_entries_action" on "audit_entries" ("organization_id", "action", "sequence");

CREATE INDEX "audit_entries_actor_name" on "audit_entries" ("organization_id", "actor_name", "sequence");

CREATE INDEX "audit_entries_actor_email" on "audit_entries" ("organization_id", "actor_email", "sequence");

CREATE TABLE "consents" ("organization_id" text not null, "user_id" text not null, "application_id" text not null, "scopes" text not null, "granted_at" bigint not null, constraint "consents_key" primary key ("organization_id", "user_id", "application_id"), constraint "consents_user" foreign key ("organization_id", "user_id") references "users" ("organization_id", "id") on delete cascade);

CREATE TABLE "account_links" ("organization_id" text not null, "user_id" text not null, "kind" text not null, "token_hash" text not null, "credential_version" bigint, "email" text not null, "expires_at" bigint not null, "used_at" bigint, "window_began_at" bigint not null, "issued" bigint not null, "way_back" text, "notice_id" text, constraint "account_links_key" primary key ("organization_id", "user_id", "kind"));

CREATE TABLE "personal_access_tokens" ("organization_id" text not null, "id" text not null, "user_id" text not null, "token_hash" text not null, "description" text not null, "scopes" text not null, "created_at" bigint not null, "expires_at" bigint not null, "last_used_at" bigint, amr text not null default '["pwd"]', constraint "personal_access_tokens_key" primary key ("organization_id", "id"), constraint "personal_access_tokens_user" foreign key ("organization_id", "user_id") references "users" ("organization_id", "id") on delete cascade);

CREATE INDEX "personal_access_tokens_of_user" on "personal_access_tokens" ("organization_id", "user_id");

CREATE INDEX "outbox_waiting" on "outbox" ("organization_id", "available_at") where "delivered_at" is null and "dead_at" is null;

CREATE INDEX "outbox_delivered_at" on "outbox" ("delivered_at") where "delivered_at" is not null;

CREATE INDEX "outbox_dead_at" on "outbox" ("dead_at") where "dead_at" is not null;

CREATE TABLE "message_templates" ("organization_id" text not null, "id" integer not null, "value" text not null, "modified_at" bigint not null, constraint "message_templates_key" primary key ("organization_id", "id"), constraint "message_templates_organization" foreign key ("organization_id") references "organizations" ("id"));

CREATE INDEX "users_search_text" on "users" ("organization_id", "search_text", "search_id") where "deleted_at" is null;

CREATE INDEX "users_last_login_at" on "users" ("organization_id", "last_login_at", "id") where "deleted_at" is null;

CREATE INDEX users_type on users (organization_id, (case type when 'user' then 0 when 'robot' then 1
    when 'directoryUser' then 2 when 'directoryGroup' then 3 when 'robotAccount' then 4 when 'application' then 5 end), id)
    where deleted_at is null;

CREATE TABLE "subjects" ("id" text not null primary key, "organization_id" text, "kind" text not null) without rowid;

CREATE TABLE "subject_clashes" ("organization_id" text not null, "id" text not null, "kind" text not null, constraint "subject_clashes_key" primary key ("organization_id", "id", "kind"));

CREATE TABLE "audit_anchors" ("organization_id" text not null, "sequence" bigint not null, "hash" text not null, "file" text not null, "digest" text not null, "archived_at" bigint not null, "mac" text not null, constraint "audit_anchors_key" primary key ("organization_id", "sequence"));

CREATE INDEX "login_attempts_created_at" on "login_attempts" ("created_at");

CREATE INDEX "account_links_expires_at" on "account_links" ("expires_at");

CREATE INDEX "personal_access_tokens_expires_at" on "personal_access_tokens" ("expires_at");

CREATE INDEX "organizations_deleted_at" on "organizations" ("deleted_at") where "deleted_at" is not null;

CREATE INDEX "outbox_late" on "outbox" ("expires_at") where "delivered_at" is null and "dead_at" is null;

CREATE TABLE "password_attempts" ("organization_id" text not null, "user_id" text not null, "kind" text not null, "source" text not null, "network" text, "pending" integer not null, "pending_until" bigint not null, "failed" integer not null, "locked_until" bigint, "refused" integer not null, "day" integer not null, "failed_today" integer not null, "failed_yesterday" integer not null, "expires_at" bigint not null, constraint "password_attempts_key" primary key ("organization_id", "user_id", "kind", "source"));

CREATE INDEX "password_attempts_expiry" on "password_attempts" ("expires_at");

CREATE TABLE "refused_sign_ins" ("organization_id" text not null, "minute" bigint not null, "network" text not null, "reason" text not null, "count" integer not null, "reported" integer default 0 not null, constraint "refused_sign_ins_key" primary key ("organization_id", "minute", "network", "reason"));

CREATE INDEX "refused_sign_ins_minute" on "refused_sign_ins" ("minute");

CREATE INDEX "refused_sign_ins_unreported" on "refused_sign_ins" ("organization_id", "minute") where "reported" = 0;

CREATE TABLE "name_clashes" ("organization_id" text not null, "kind" text not null, "id" text not null, "first_id" text not null, constraint "name_clashes_key" primary key ("organization_id", "kind", "id"));

CREATE INDEX outbox_links on outbox (organization_id, kind, available_at)
    where delivered_at is null and dead_at is null;

CREATE INDEX "tenants_names" on "tenants" ("name_key");

CREATE INDEX "tenants_ids" on "tenants" ("id");

CREATE INDEX "robot_accounts_display_name_key" on "robot_accounts" ("organization_id", "display_name_key", "id");

CREATE TABLE "federated_credentials" ("organization_id" text not null, "application_id" text not null, "id" text not null, "name" text not null, "name_key" text not null, "description" text, "issuer" text not null, "audience" text not null, "subject" text not null, "created_at" bigint not null, constraint "federated_credentials_key" primary key ("organization_id", "id"), constraint "federated_credentials_name" unique ("organization_id", "application_id", "name_key"), constraint "federated_credentials_application" foreign key ("organization_id", "application_id") references "applications" ("organization_id", "id") on delete cascade);

CREATE TABLE "session_applications" ("organization_id" text not null, "session_id" text not null, "application_id" text not null, "sid" text not null, "issuer" text not null, constraint "session_applications_key" primary key ("organization_id", "session_id", "application_id", "sid"), constraint "session_applications_organization" foreign key ("organization_id") references "organizations" ("id"));

CREATE TABLE "logout_notices" ("organization_id" text not null, "application_id" text not null, "sid" text not null, "subject" text not null, "issuer" text not null, "available_at" bigint default 0 not null, "attempts" integer default 0 not null, "claim" text, constraint "logout_notices_key" primary key ("organization_id", "application_id", "sid"), constraint "logout_notices_organization" foreign key ("organization_id") references "organizations" ("id"));

CREATE INDEX "logout_notices_due" on "logout_notices" ("organization_id", "available_at");

CREATE TABLE "leases" ("name" text not null primary key, "holder" text not null, "until" bigint not null);

CREATE TABLE "application_origins" ("origin" text not null, "organization_id" text not null, "application_id" text not null, constraint "application_origins_key" primary key ("origin", "organization_id", "application_id"));

CREATE INDEX "application_origins_application" on "application_origins" ("organization_id", "application_id");

CREATE INDEX "subject_clashes_id" on "subject_clashes" ("id");

CREATE TABLE "old_handles" ("id" text not null primary key, "organization_id" text not null, "expires_at" bigint not null);

CREATE UNIQUE INDEX "account_links_token" on "account_links" ("organization_id", "token_hash");

CREATE UNIQUE INDEX "personal_access_tokens_hash" on "personal_access_tokens" ("organization_id", "token_hash");

CREATE INDEX "old_handles_expires_at" on "old_handles" ("expires_at");

CREATE TABLE "grants" ("organization_id" text not null, "model" text not null, "id" text not null, "grant_id" text, "account_id" text, "uid" text, "client_id" text, "payload" text not null, "consumed_at" bigint, "expires_at" bigint, "requester" text, constraint "grants_primary_key" primary key ("organization_id", "model", "id"));

CREATE TABLE "user_codes" ("user_code" text not null primary key, "organization_id" text not null, "grant_id" text not null, "expires_at" bigint not null);

CREATE TABLE "waiting_grants" ("requester" text not null, "model" text not null, "expires_at" bigint not null, "organization_id" text not null, "id" text not null, constraint "waiting_grants_key" primary key ("requester", "model", "expires_at", "organization_id", "id"));

CREATE INDEX "user_codes_expires_at" on "user_codes" ("expires_at");

CREATE INDEX "waiting_grants_expires_at" on "waiting_grants" ("expires_at");

CREATE INDEX "grants_grant_id" on "grants" ("organization_id", "grant_id") where "grant_id" is not null;

CREATE INDEX "grants_uid" on "grants" ("organization_id", "uid") where "uid" is not null;

CREATE INDEX "grants_client_id" on "grants" ("organization_id", "client_id") where "client_id" is not null;

CREATE INDEX "grants_expires_at" on "grants" ("expires_at") where "expires_at" is not null;

CREATE TABLE "revocations" ("organization_id" text not null, "id" text not null, "expires_at" bigint not null, constraint "revocations_key" primary key ("organization_id", "id"));

CREATE INDEX "revocations_expires_at" on "revocations" ("expires_at");

CREATE UNIQUE INDEX "organizations_number" on "organizations" ("number");

CREATE UNIQUE INDEX "users_search_id" on "users" ("organization_id", "search_id");

CREATE TABLE "addresses" ("address_key" text not null, "organization_id" text not null, "account_id" text not null, constraint "addresses_key" primary key ("address_key", "organization_id", "account_id")) without rowid;

CREATE INDEX "addresses_organization" on "addresses" ("organization_id", "address_key", "account_id");

CREATE INDEX credentials_by_hash_cost on credentials (organization_id, hash_cost)
    where hash_cost is not null;

CREATE TABLE "pepper_keys" ("id" text not null primary key, "written_at" bigint not null, "hashes" bigint, "counted_from" bigint, "pass" text);

CREATE INDEX application_secrets_expires_at on application_secrets (expires_at)
    where ended_at is null and expires_at is not null;

CREATE INDEX application_secrets_ended_at on application_secrets (ended_at)
    where ended_at is not null;

CREATE INDEX certificates_expires_at on certificates (expires_at);

CREATE INDEX users_inactive on users (organization_id, user_name_key)
    where is_active = 0 and deleted_at is null;

CREATE INDEX "audit_entries_actor_id"
      on audit_entries (organization_id, "actor_id", sequence);

CREATE INDEX "audit_entries_target_id"
      on audit_entries (organization_id, "target_id", sequence);

CREATE INDEX outbox_given_up on outbox (organization_id, dead_at, id)
    where delivered_at is null and dead_at is not null;

CREATE INDEX grants_account_and_client on grants (organization_id, account_id, client_id)
    where account_id is not null;

CREATE TABLE factors (
    organization_id text not null,
    user_id text not null,
    id text not null,
    kind text not null,
    name text not null,
    state text not null,
    sealed_secret text,
    created_at integer not null,
    last_used_at integer,
    constraint factors_key primary key (organization_id, user_id, id),
    constraint factors_organization foreign key (organization_id) references organizations (id)
  );

CREATE TABLE factor_deadlines (
    organization_id text not null,
    user_id text not null,
    due_at integer not null,
    is_demanded integer not null,
    constraint factor_deadlines_key primary key (organization_id, user_id),
    constraint factor_deadlines_organization foreign key (organization_id) references organizations (id)
  );

CREATE INDEX factors_kind on factors (organization_id, kind, user_id);

CREATE INDEX credentials_to_be_set on credentials (organization_id, user_id, password_hash)
    where password_hash is null;

CREATE INDEX credentials_name_key on credentials (organization_id, name_key, user_id)
    where password_hash is null and user_id <> '';

CREATE INDEX "users_name_key" on users ((search_id >> 31), "name_key", search_id)
      where deleted_at is null;

CREATE INDEX "users_surname_key" on users ((search_id >> 31), "surname_key", search_id)
      where deleted_at is null;

CREATE INDEX "users_display_name_key" on users ((search_id >> 31), "display_name_key", search_id)
      where deleted_at is null;

CREATE INDEX "users_created_at" on users ((search_id >> 31), "created_at", search_id)
      where deleted_at is null;

insert into "migrations" ("name", "timestamp") values
  ('0001-initial', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0002-host', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0005-user-list', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0006-robot-accounts', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0007-administration', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0008-audit-chain', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0010-flows', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0011-sign-in', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0012-tokens', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0014-mail', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0016-sorted-lists', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0019-application-grants', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0020-subjects', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0021-audit-anchors', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0023-lives', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0024-waiting-grants', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0026-attempts', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0027-refused-sign-ins', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0034-links-first', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0035-way-back', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0036-one-folding', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0037-one-namespace', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0038-mail-order', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0040-first-start', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0042-portal', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0044-display-names', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0045-federated-credentials', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0046-relying-parties', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0047-leases', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0048-signposts', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0049-grants', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0050-revocations', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0051-counters', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0052-expand-kept-rules', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0053-expand-expiry-told', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0054-addresses', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0055-expand-hash-cost', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0056-expand-pepper-keys', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0059-expand-secret-ends', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0060-expand-user-states', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0062-expand-audit-search', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0063-expand-mail-given-up', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0067-expand-address-order', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0068-expand-access-of-person', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0070-expand-factors', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0071-expand-token-amr', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0072-expand-factor-kinds', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0080-expand-people-without-password', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0082-expand-credentials-told', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0116-expand-open-invitations', strftime('%Y-%m-%dT%H:%M:%fZ')),
  ('0117-expand-order-of-creation', strftime('%Y-%m-%dT%H:%M:%fZ'));

insert into "migrations_lock" ("id", "is_locked") values
  ('migration_lock', 0);

insert into "organizations" ("id", "name", "name_key", "created_at", "is_active", "modified_at", "deleted_at", "number", "credentials_told") values
  ('00000000-0000-0000-0000-000000000000', 'Host', 'HOST', cast(unixepoch('subsec') * 1000 as integer), 1, null, null, 1, null);

insert into "groups" ("organization_id", "id", "name", "name_key", "created_at", "type", "modified_at", "version") values
  ('00000000-0000-0000-0000-000000000000', '35551807-06b1-4cda-90a1-2fb84851eee7', 'Administrators', 'ADMINISTRATORS', cast(unixepoch('subsec') * 1000 as integer), 'builtIn', null, 1),
  ('00000000-0000-0000-0000-000000000000', 'cdc34b5b-77d2-4ae1-9744-209d21ce557d', 'Automation Users', 'AUTOMATION USERS', cast(unixepoch('subsec') * 1000 as integer), 'builtIn', null, 1),
  ('00000000-0000-0000-0000-000000000000', '0b2f6a7e-5c1d-4e8a-9f34-7d6c2b81a5e0', 'Automation Developers', 'AUTOMATION DEVELOPERS', cast(unixepoch('subsec') * 1000 as integer), 'builtIn', null, 1),
  ('00000000-0000-0000-0000-000000000000', '5d9e0c42-8a17-4b3f-b6d1-e2470f9c38ab', 'Citizen Developers', 'CITIZEN DEVELOPERS', cast(unixepoch('subsec') * 1000 as integer), 'builtIn', null, 1),
  ('00000000-0000-0000-0000-000000000000', 'a41c7f68-2e93-4d05-8b7a-61f0c5d2e394', 'Automation Express', 'AUTOMATION EXPRESS', cast(unixepoch('subsec') * 1000 as integer), 'builtIn', null, 1),
  ('00000000-0000-0000-0000-000000000000', 'ce684f6f-5af3-4e43-8516-1adad6e98fc9', 'Everyone', 'EVERYONE', cast(unixepoch('subsec') * 1000 as integer), 'builtIn', null, 1);

insert into "applications" ("organization_id", "id", "name", "is_confidential", "redirect_uris", "is_active", "created_at", "jwks", "post_logout_redirect_uris", "is_first_party", "lost_scopes", "access_token_seconds", "is_installed", "jwks_uri", "backchannel_logout_uri", "backchannel_logout_session_required") values
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'Command line', 0, '["http://localhost:8104/oidc/login","http://localhost:8055/oidc/login","http://localhost:42042/oidc/login"]', 1, cast(unixepoch('subsec') * 1000 as integer), null, null, 1, null, null, 0, null, null, 1),
  ('00000000-0000-0000-0000-000000000000', '1119a927-10ab-4543-bd1a-ad6bfbbc27f4', 'Portal', 0, '[]', 1, cast(unixepoch('subsec') * 1000 as integer), null, null, 1, null, null, 0, null, null, 1);

insert into "application_scopes" ("organization_id", "application_id", "name", "type") values
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'IdentityServerApi', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.Audit', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.Audit.Read', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.AuthSetting', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.Group', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.Group.Read', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.Group.Write', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.License', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.License.Read', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.License.Write', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.MessageTemplate', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.MessageTemplate.Read', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.MessageTemplate.Write', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.RobotAccount', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.RobotAccount.Read', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.RobotAccount.Write', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.Setting', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.Setting.Read', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.Setting.Write', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.User', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.User.Read', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.User.Write', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.UserLoginAttempt', 'user'),
  ('00000000-0000-0000-0000-000000000000', '36dea5b8-e8bb-423d-8e7b-c808df8f1c00', 'PM.UserLoginAttempt.Read', 'user');

insert into "counters" ("organization_id", "name", "value") values
  ('00000000-0000-0000-0000-000000000000', 'user_search', 2147483648);

insert into "subjects" ("id", "organization_id", "kind") values
  ('1119a927-10ab-4543-bd1a-ad6bfbbc27f4', '00000000-0000-0000-0000-000000000000', 'application'),
  ('36dea5b8-e8bb-423d-8e7b-c808df8f1c00', '00000000-0000-0000-0000-000000000000', 'application');


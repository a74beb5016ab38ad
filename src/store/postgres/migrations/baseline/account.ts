// Who can act in an organization: users with what they sign in with, robot accounts, groups.

export const accountTables = `
create table subjects (
  id text not null,
  organization_id text,
  kind text not null,
  constraint subjects_key primary key (id)
);

create table subject_clashes (
  organization_id text not null,
  id text not null,
  kind text not null,
  constraint subject_clashes_key primary key (organization_id, id, kind)
);
create index subject_clashes_id on subject_clashes (id);

create table addresses (
  address_key text not null,
  organization_id text not null,
  account_id text not null,
  constraint addresses_key primary key (address_key, organization_id, account_id)
);
create index addresses_organization on addresses (organization_id, address_key, account_id);

create table name_clashes (
  organization_id text not null,
  kind text not null,
  id text not null,
  first_id text not null,
  constraint name_clashes_key primary key (organization_id, kind, id)
);

create table users (
  organization_id text not null,
  id text not null,
  legacy_id bigint not null,
  user_name text not null,
  user_name_key text not null,
  email text,
  email_key text,
  email_confirmed bigint not null,
  name text,
  surname text,
  display_name text,
  is_active bigint not null,
  bypass_basic_auth_restriction bigint not null,
  invitation_accepted bigint not null,
  created_at bigint not null,
  modified_at bigint,
  last_login_at bigint,
  deleted_at bigint,
  token_epoch bigint not null default 1,
  name_key text,
  surname_key text,
  display_name_key text,
  extension_attributes text,
  type text not null default 'user',
  version bigint not null default 1,
  search_id bigint not null default 0,
  search_text text not null default '',
  constraint users_key primary key (organization_id, id),
  constraint users_organization foreign key (organization_id) references organizations (id)
);
create unique index users_user_name_key on users (organization_id, user_name_key) where deleted_at is null;
create unique index users_email_key on users (organization_id, email_key) where deleted_at is null;
create index users_name_key on users (organization_id, name_key nulls first, id) where deleted_at is null;
create index users_display_name_key on users (organization_id, display_name_key nulls first, id)
  where deleted_at is null;
create index users_created_at on users (organization_id, created_at, id) where deleted_at is null;
create index users_search_text on users (organization_id, search_text, search_id) where deleted_at is null;
create index users_surname_key on users (organization_id, surname_key nulls first, id) where deleted_at is null;
create index users_last_login_at on users (organization_id, last_login_at nulls first, id) where deleted_at is null;
create index users_type on users (organization_id,
  (case type when 'user' then 0 when 'robot' then 1 when 'directoryUser' then 2
    when 'directoryGroup' then 3 when 'robotAccount' then 4 when 'application' then 5 end), id)
  where deleted_at is null;
create unique index users_search_id on users (organization_id, search_id);

create table user_ranks (
  organization_id text not null,
  start_key text not null,
  count bigint not null,
  change bigint not null default 0,
  constraint user_ranks_key primary key (organization_id, start_key)
);

create table user_logins (
  organization_id text not null,
  login_provider text not null,
  provider_key text not null,
  user_id text not null,
  provider_display_name text,
  constraint user_logins_key primary key (organization_id, login_provider, provider_key),
  constraint user_logins_user foreign key (organization_id, user_id) references users (organization_id, id)
);
create index user_logins_of on user_logins (organization_id, user_id);

create table credentials (
  organization_id text not null,
  user_id text not null,
  password_hash text,
  version bigint not null default 1,
  security_stamp text not null,
  changed_at bigint not null,
  must_change bigint not null,
  lock_told_at bigint,
  constraint credentials_key primary key (organization_id, user_id),
  constraint credentials_user foreign key (organization_id, user_id) references users (organization_id, id)
);

create table password_attempts (
  organization_id text not null,
  user_id text not null,
  kind text not null,
  source text not null,
  network text,
  pending bigint not null,
  pending_until bigint not null,
  failed bigint not null,
  locked_until bigint,
  refused bigint not null,
  day bigint not null,
  failed_today bigint not null,
  failed_yesterday bigint not null,
  expires_at bigint not null,
  constraint password_attempts_key primary key (organization_id, user_id, kind, source)
);
create index password_attempts_expiry on password_attempts (expires_at);

create table password_history (
  organization_id text not null,
  user_id text not null,
  sequence bigint not null,
  password_hash text not null,
  retired_at bigint not null,
  constraint password_history_key primary key (organization_id, user_id, sequence),
  constraint password_history_user foreign key (organization_id, user_id) references users (organization_id, id)
);

create table groups (
  organization_id text not null,
  id text not null,
  name text not null,
  name_key text not null,
  created_at bigint not null,
  type text not null,
  modified_at bigint,
  version bigint not null default 1,
  constraint groups_key primary key (organization_id, id),
  constraint groups_name unique (organization_id, name_key)
);
create index groups_id on groups (id);

create table memberships (
  organization_id text not null,
  group_id text not null,
  member_id text not null,
  member_type text not null,
  constraint memberships_key primary key (organization_id, group_id, member_id),
  constraint memberships_group foreign key (organization_id, group_id) references groups (organization_id, id)
);
create index memberships_member on memberships (organization_id, member_id, group_id);

create table account_links (
  organization_id text not null,
  user_id text not null,
  kind text not null,
  token_hash text not null,
  credential_version bigint,
  email text not null,
  expires_at bigint not null,
  used_at bigint,
  window_began_at bigint not null,
  issued bigint not null,
  way_back text,
  notice_id text,
  constraint account_links_key primary key (organization_id, user_id, kind)
);
create index account_links_expires_at on account_links (expires_at);
create unique index account_links_token on account_links (organization_id, token_hash);

create table robot_accounts (
  organization_id text not null,
  id text not null,
  name text not null,
  name_key text not null,
  display_name text not null,
  display_name_key text not null,
  created_at bigint not null,
  modified_at bigint,
  last_login_at bigint,
  version bigint not null default 1,
  constraint robot_accounts_key primary key (organization_id, id),
  constraint robot_accounts_name unique (organization_id, name_key),
  constraint robot_accounts_organization foreign key (organization_id) references organizations (id)
);
create index robot_accounts_display_name_key on robot_accounts (organization_id, display_name_key, id);
`;

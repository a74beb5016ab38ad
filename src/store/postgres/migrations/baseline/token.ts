// What the token service keeps.

export const tokenTables = `
create table grants (
  organization_id text not null,
  model text not null,
  id text not null,
  grant_id text,
  account_id text,
  uid text,
  client_id text,
  payload text not null,
  consumed_at bigint,
  expires_at bigint,
  requester text,
  constraint grants_primary_key primary key (organization_id, model, id)
);
create index grants_grant_id on grants (organization_id, grant_id) where grant_id is not null;
create index grants_account_id on grants (organization_id, account_id) where account_id is not null;
create index grants_uid on grants (organization_id, uid) where uid is not null;
create index grants_client_id on grants (organization_id, client_id) where client_id is not null;
create index grants_expires_at on grants (expires_at) where expires_at is not null;

create table user_codes (
  user_code text not null,
  organization_id text not null,
  grant_id text not null,
  expires_at bigint not null,
  constraint user_codes_key primary key (user_code)
);
create index user_codes_expires_at on user_codes (expires_at);

create table waiting_grants (
  requester text not null,
  model text not null,
  expires_at bigint not null,
  organization_id text not null,
  id text not null,
  constraint waiting_grants_key primary key (requester, model, expires_at, organization_id, id)
);
create index waiting_grants_expires_at on waiting_grants (expires_at);

create table old_handles (
  id text not null,
  organization_id text not null,
  expires_at bigint not null,
  constraint old_handles_key primary key (id)
);
create index old_handles_expires_at on old_handles (expires_at);

create table session_applications (
  organization_id text not null,
  session_id text not null,
  application_id text not null,
  sid text not null,
  issuer text not null,
  constraint session_applications_key primary key (organization_id, session_id, application_id, sid),
  constraint session_applications_organization foreign key (organization_id) references organizations (id)
);

create table logout_notices (
  organization_id text not null,
  application_id text not null,
  sid text not null,
  subject text not null,
  issuer text not null,
  available_at bigint not null default 0,
  attempts bigint not null default 0,
  claim text,
  constraint logout_notices_key primary key (organization_id, application_id, sid),
  constraint logout_notices_organization foreign key (organization_id) references organizations (id)
);
create index logout_notices_due on logout_notices (organization_id, available_at);

create table signing_keys (
  id text not null,
  algorithm text not null,
  public_jwk text not null,
  sealed_private_jwk text not null,
  created_at bigint not null,
  activates_at bigint not null,
  retires_at bigint,
  constraint signing_keys_key primary key (id)
);

create table personal_access_tokens (
  organization_id text not null,
  id text not null,
  user_id text not null,
  token_hash text not null,
  description text not null,
  scopes text not null,
  created_at bigint not null,
  expires_at bigint not null,
  last_used_at bigint,
  constraint personal_access_tokens_key primary key (organization_id, id),
  constraint personal_access_tokens_user foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade
);
create index personal_access_tokens_of_user on personal_access_tokens (organization_id, user_id);
create index personal_access_tokens_expires_at on personal_access_tokens (expires_at);
create unique index personal_access_tokens_hash on personal_access_tokens (organization_id, token_hash);

create table revocations (
  organization_id text not null,
  id text not null,
  expires_at bigint not null,
  constraint revocations_key primary key (organization_id, id)
);
create index revocations_expires_at on revocations (expires_at);
`;

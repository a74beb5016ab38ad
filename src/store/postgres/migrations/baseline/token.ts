// What the token service keeps.

export const tokenTables = `
create table grants (
  model text not null,
  id text not null,
  grant_id text,
  account_id text,
  uid text,
  user_code text,
  payload text not null,
  consumed_at bigint,
  expires_at bigint,
  client_id text,
  requester text,
  constraint grants_key primary key (model, id)
);
create index grants_grant_id on grants (grant_id) where grant_id is not null;
create index grants_account_id on grants (account_id) where account_id is not null;
create index grants_uid on grants (uid) where uid is not null;
create index grants_user_code on grants (user_code) where user_code is not null;
create index grants_expires_at on grants (expires_at) where expires_at is not null;
create index grants_client_id on grants (client_id) where client_id is not null;
create index grants_requester on grants (model, requester, expires_at) where requester is not null;

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
  attempts integer not null default 0,
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
create unique index personal_access_tokens_hash on personal_access_tokens (token_hash);
create index personal_access_tokens_of_user on personal_access_tokens (organization_id, user_id);
create index personal_access_tokens_expires_at on personal_access_tokens (expires_at);

create table revocations (
  id text not null,
  expires_at bigint not null,
  constraint revocations_key primary key (id)
);
create index revocations_expires_at on revocations (expires_at);
`;

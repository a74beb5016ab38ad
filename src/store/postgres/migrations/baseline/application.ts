// External applications, and the scopes that there are for them.

export const applicationTables = `
create table applications (
  organization_id text not null,
  id text not null,
  name text not null,
  is_confidential bigint not null,
  redirect_uris text not null,
  is_active bigint not null,
  created_at bigint not null,
  jwks text,
  post_logout_redirect_uris text,
  is_first_party bigint not null default 0,
  lost_scopes text,
  access_token_seconds bigint,
  is_installed bigint not null default 0,
  jwks_uri text,
  backchannel_logout_uri text,
  backchannel_logout_session_required bigint not null default 1,
  constraint applications_key primary key (organization_id, id),
  constraint applications_organization foreign key (organization_id) references organizations (id)
);

create table application_scopes (
  organization_id text not null,
  application_id text not null,
  name text not null,
  type text not null,
  constraint application_scopes_key primary key (organization_id, application_id, name),
  constraint application_scopes_application foreign key (organization_id, application_id)
    references applications (organization_id, id) on delete cascade
);

create table application_secrets (
  organization_id text not null,
  application_id text not null,
  id bigint not null,
  secret_hash text not null,
  description text,
  created_at bigint not null,
  expires_at bigint,
  constraint application_secrets_key primary key (organization_id, id),
  constraint application_secrets_application foreign key (organization_id, application_id)
    references applications (organization_id, id) on delete cascade
);
create index application_secrets_application on application_secrets (organization_id, application_id);

create table federated_credentials (
  organization_id text not null,
  application_id text not null,
  id text not null,
  name text not null,
  name_key text not null,
  description text,
  issuer text not null,
  audience text not null,
  subject text not null,
  created_at bigint not null,
  constraint federated_credentials_key primary key (organization_id, id),
  constraint federated_credentials_name unique (organization_id, application_id, name_key),
  constraint federated_credentials_application foreign key (organization_id, application_id)
    references applications (organization_id, id) on delete cascade
);

create table consents (
  organization_id text not null,
  user_id text not null,
  application_id text not null,
  scopes text not null,
  granted_at bigint not null,
  constraint consents_key primary key (organization_id, user_id, application_id),
  constraint consents_user foreign key (organization_id, user_id)
    references users (organization_id, id) on delete cascade
);

create table application_origins (
  origin text not null,
  organization_id text not null,
  application_id text not null,
  constraint application_origins_key primary key (origin, organization_id, application_id)
);
create index application_origins_application on application_origins (organization_id, application_id);

create table api_resources (
  organization_id text not null,
  name_key text not null,
  name text not null,
  display_name text not null,
  description text,
  access_token_type text,
  constraint api_resources_key primary key (organization_id, name_key)
);

create table api_scopes (
  organization_id text not null,
  name text not null,
  resource_key text not null,
  display_name text not null,
  description text,
  type text not null,
  constraint api_scopes_key primary key (organization_id, name),
  constraint api_scopes_resource foreign key (organization_id, resource_key)
    references api_resources (organization_id, name_key) on delete cascade
);
`;

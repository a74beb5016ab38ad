// What an organization is, and what it has set.

export const organizationTables = `
create table organizations (
  id text not null,
  name text not null,
  name_key text not null,
  created_at bigint not null,
  is_active bigint not null default 1,
  modified_at bigint,
  deleted_at bigint,
  number bigint not null default 0,
  constraint organizations_key primary key (id),
  constraint organizations_name unique (name_key)
);
create index organizations_deleted_at on organizations (deleted_at) where deleted_at is not null;
create unique index organizations_number on organizations (number);

create table tenants (
  organization_id text not null,
  id text not null,
  name text not null,
  name_key text not null,
  created_at bigint not null,
  constraint tenants_key primary key (organization_id, id),
  constraint tenants_name unique (organization_id, name_key)
);
create index tenants_names on tenants (name_key);
create index tenants_ids on tenants (id);

create table certificates (
  organization_id text not null,
  role text not null,
  id bigint not null,
  certificate text not null,
  thumbprint text not null,
  expires_at bigint not null,
  created_at bigint not null,
  constraint certificates_key primary key (organization_id, role)
);

create table settings (
  organization_id text not null,
  user_id text not null,
  key_key text not null,
  id bigint not null,
  key text not null,
  value text,
  constraint settings_key primary key (organization_id, user_id, key_key)
);

create table message_templates (
  organization_id text not null,
  id bigint not null,
  value text not null,
  modified_at bigint not null,
  constraint message_templates_key primary key (organization_id, id),
  constraint message_templates_organization foreign key (organization_id) references organizations (id)
);

create table counters (
  organization_id text not null,
  name text not null,
  value bigint not null,
  constraint counters_key primary key (organization_id, name)
);
`;

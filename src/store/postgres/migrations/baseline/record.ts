// What happened, and what somebody is to be told of.

export const recordTables = `
create table login_attempts (
  organization_id text not null,
  id bigint not null,
  user_id text,
  user_name_or_email text not null,
  client_ip text,
  client_name text,
  browser_info text,
  result text not null,
  created_at bigint not null,
  constraint login_attempts_key primary key (organization_id, id)
);
create index login_attempts_user on login_attempts (organization_id, user_id, id);
create index login_attempts_created_at on login_attempts (created_at);

create table refused_sign_ins (
  organization_id text not null,
  minute bigint not null,
  network text not null,
  reason text not null,
  count bigint not null,
  reported bigint not null default 0,
  constraint refused_sign_ins_key primary key (organization_id, minute, network, reason)
);
create index refused_sign_ins_minute on refused_sign_ins (minute);
create index refused_sign_ins_unreported on refused_sign_ins (organization_id, minute) where reported = 0;

create table audit_entries (
  organization_id text not null,
  sequence bigint not null,
  created_at bigint not null,
  category text not null,
  action text not null,
  actor_type text not null,
  actor_id text,
  actor_name text not null,
  actor_email text,
  target_id text,
  details text not null,
  trace_id text,
  client_ip text,
  hash text not null default '',
  constraint audit_entries_key primary key (organization_id, sequence)
);
create index audit_entries_category on audit_entries (organization_id, category, sequence);
create index audit_entries_action on audit_entries (organization_id, action, sequence);
create index audit_entries_actor_name on audit_entries (organization_id, actor_name, sequence);
create index audit_entries_actor_email on audit_entries (organization_id, actor_email, sequence);

create table audit_heads (
  organization_id text not null,
  sequence bigint not null,
  hash text not null,
  mac text not null default '',
  constraint audit_heads_key primary key (organization_id)
);

create table audit_anchors (
  organization_id text not null,
  sequence bigint not null,
  hash text not null,
  file text not null,
  digest text not null,
  archived_at bigint not null,
  mac text not null,
  constraint audit_anchors_key primary key (organization_id, sequence)
);

create table outbox (
  organization_id text not null,
  id text not null,
  kind text not null,
  payload text not null,
  created_at bigint not null,
  available_at bigint not null,
  attempts bigint not null default 0,
  delivered_at bigint,
  expires_at bigint,
  dead_at bigint,
  claim text,
  last_error text,
  constraint outbox_key primary key (organization_id, id)
);
create index outbox_waiting on outbox (organization_id, available_at) where delivered_at is null and dead_at is null;
create index outbox_delivered_at on outbox (delivered_at) where delivered_at is not null;
create index outbox_dead_at on outbox (dead_at) where dead_at is not null;
create index outbox_late on outbox (expires_at) where delivered_at is null and dead_at is null;
create index outbox_links on outbox (organization_id, kind, available_at)
  where delivered_at is null and dead_at is null;

create table leases (
  name text not null,
  holder text not null,
  until bigint not null,
  constraint leases_key primary key (name)
);
`;

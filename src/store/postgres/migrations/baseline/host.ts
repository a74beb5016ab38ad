import { type Kysely, sql } from 'kysely';

// The host is an organization like the others. The public clients of the portal and of the command-line tools belong to it.

const id = '00000000-0000-0000-0000-000000000000';

const groups = [
  ['35551807-06b1-4cda-90a1-2fb84851eee7', 'Administrators'],
  ['cdc34b5b-77d2-4ae1-9744-209d21ce557d', 'Automation Users'],
  ['0b2f6a7e-5c1d-4e8a-9f34-7d6c2b81a5e0', 'Automation Developers'],
  ['5d9e0c42-8a17-4b3f-b6d1-e2470f9c38ab', 'Citizen Developers'],
  ['a41c7f68-2e93-4d05-8b7a-61f0c5d2e394', 'Automation Express'],
  ['ce684f6f-5af3-4e43-8516-1adad6e98fc9', 'Everyone'],
] as const;

const portal = '1119a927-10ab-4543-bd1a-ad6bfbbc27f4';
const commandLine = '36dea5b8-e8bb-423d-8e7b-c808df8f1c00';

const applications = [
  [portal, 'Portal', []],
  [commandLine, 'Command line', [8104, 8055, 42042].map((port) => `http://localhost:${port}/oidc/login`)],
] as const;

const readAndWrite = (scope: string) => [scope, `${scope}.Read`, `${scope}.Write`];

const commandLineScopes = [
  'IdentityServerApi',
  ...['PM.Audit', 'PM.Audit.Read', 'PM.AuthSetting'],
  ...['PM.Group', 'PM.License', 'PM.MessageTemplate', 'PM.RobotAccount', 'PM.Setting', 'PM.User'].flatMap(readAndWrite),
  ...['PM.UserLoginAttempt', 'PM.UserLoginAttempt.Read'],
];

export async function addHost(db: Kysely<unknown>): Promise<void> {
  const now = Date.now();
  await sql`insert into organizations (id, number, name, name_key, created_at)
    values (${id}, 1, 'Host', 'HOST', ${now})`.execute(db);
  await sql`insert into counters (organization_id, name, value) values (${id}, 'user_search', ${2 ** 31})`.execute(db);
  for (const [groupId, name] of groups) {
    await sql`insert into groups (organization_id, id, name, name_key, type, created_at)
      values (${id}, ${groupId}, ${name}, ${name.toUpperCase()}, 'builtIn', ${now})`.execute(db);
  }
  for (const [application, name, redirectUris] of applications) {
    await sql`insert into subjects (id, organization_id, kind) values (${application}, ${id}, 'application')`.execute(
      db,
    );
    await sql`insert into applications
        (organization_id, id, name, is_confidential, redirect_uris, is_active, created_at, is_first_party)
      values (${id}, ${application}, ${name}, 0, ${JSON.stringify(redirectUris)}, 1, ${now}, 1)`.execute(db);
  }
  for (const scope of commandLineScopes) {
    await sql`insert into application_scopes (organization_id, application_id, name, type)
      values (${id}, ${commandLine}, ${scope}, 'user')`.execute(db);
  }
}

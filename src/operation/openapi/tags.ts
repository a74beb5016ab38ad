import type { Endpoint } from '../endpoint.ts';

/** What the operations of a tag are about. */
const meanings: Readonly<Record<string, string>> = {
  Account: "The caller's own account, and the links in mails.",
  AuditQuery: 'What happened in an organization.',
  AuthenticationSetting: 'Where people may sign in besides here.',
  Client: 'Clients of other products, which their installers register.',
  Directory: 'Looking up users, groups and applications.',
  ExternalApiResource: 'APIs, and the scopes that applications can have of them.',
  ExternalClient: 'Applications that get tokens, and their secrets.',
  Group: 'Groups and their members.',
  Language: 'The languages of the pages.',
  License: 'Licences, of which this server has none.',
  Liveness: 'Whether the server answers.',
  MessageTemplate: 'The texts of mails.',
  Partition: 'Organizations and their tenants, for the host.',
  PartitionAccessPolicy: 'Who may sign in to an organization.',
  Portal: 'What clients ask the portal about the organization.',
  ReferenceToken: 'Personal access tokens.',
  RobotAccount: 'Accounts of robots.',
  SamlCertificate: 'The certificate of an organization, and its next one.',
  Setting: 'Settings of organizations and people.',
  Status: 'The version of the server.',
  User: 'People: their accounts, passwords and lock-outs.',
  UserLoginAttempt: 'How people have signed in, or tried to.',
  UserPartition: 'Users of an organization, and organizations of a user.',
};

/** The tags of the operations, in the order of the alphabet. */
export const tagsOf = (
  endpoints: readonly Endpoint[],
): readonly { readonly name: string; readonly description: string }[] =>
  [...new Set(endpoints.map(({ tag }) => tag))].sort().map((name) => ({ name, description: meanings[name] ?? name }));

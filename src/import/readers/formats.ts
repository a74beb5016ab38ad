import type { FileFormat, PieceReader, Reader } from '../reader.ts';
import { readAspnetIdentity } from './aspnet-identity.ts';
import { readAuth0 } from './auth0.ts';
import { readCsv } from './csv.ts';
import { readDjango } from './django.ts';
import { readFirebase } from './firebase.ts';
import { readGatehouse } from './gatehouse.ts';
import { readKeycloak } from './keycloak.ts';
import { readLdif } from './ldif.ts';
import { readMediawiki } from './mediawiki.ts';
import { readOkta } from './okta.ts';
import { readWordpress } from './wordpress.ts';

const isTable = (beginning: string, ...heads: readonly string[]): boolean => {
  const [first = ''] = beginning.split(/[\r\n]/, 1);
  const found = new Set(first.split(/[,;\t|]/).map((head) => head.replace(/^\ufeff?"?|"$/g, '').toLowerCase()));
  return heads.every((head) => found.has(head));
};

const isJson = (beginning: string, outermost: string, ...members: readonly string[]): boolean =>
  new RegExp(`^\\ufeff?\\s*${outermost}`).test(beginning) &&
  members.every((member) => beginning.includes(`"${member}"`));

const oneByOne = (read: Reader): PieceReader =>
  async function* (files, options) {
    for await (const row of read(files, options)) yield [row];
  };

/** The products whose files are read. What is a table and nothing else that is known is the last. */
export const formats: readonly FileFormat[] = [
  {
    name: 'aspnet-identity',
    title: 'ASP.NET Core Identity, the table AspNetUsers as CSV or JSON',
    recognises: (_, beginning) =>
      isTable(beginning, 'username', 'passwordhash', 'securitystamp') ||
      isJson(beginning, '\\[', 'UserName', 'SecurityStamp'),
    read: oneByOne(readAspnetIdentity),
  },
  {
    name: 'auth0',
    title: 'Auth0, the list for a bulk import or an export with one object a line',
    recognises: (_, beginning) =>
      isJson(beginning, '\\[', 'email', 'user_id') ||
      isJson(beginning, '\\{', 'email_verified', 'tenant', 'connection'),
    read: oneByOne(readAuth0),
  },
  {
    name: 'django',
    title: 'Django, what dumpdata writes as JSON',
    recognises: (_, beginning) => isJson(beginning, '\\[', 'model', 'fields'),
    read: oneByOne(readDjango),
  },
  {
    name: 'firebase',
    title: 'Firebase Authentication, what auth:export writes as JSON',
    recognises: (_, beginning) => isJson(beginning, '\\{', 'users', 'localId'),
    read: oneByOne(readFirebase),
  },
  {
    name: 'gatehouse',
    title: 'what "gatehouse export" writes as JSON',
    recognises: (_, beginning) => beginning.startsWith('{"gatehouse":"people"'),
    read: readGatehouse,
  },
  {
    name: 'keycloak',
    title: 'Keycloak, an export of a realm: one file or a folder of files',
    recognises: (_, beginning) => isJson(beginning, '\\{', 'realm'),
    read: oneByOne(readKeycloak),
  },
  {
    name: 'ldif',
    title: 'an LDAP directory as LDIF',
    recognises: (name, beginning) =>
      /\.ldif$/i.test(name) || /^(?:#.*\r?\n|\s)*(?:version: ?1|dn::? ?\S)/.test(beginning),
    read: oneByOne(readLdif),
  },
  {
    name: 'mediawiki',
    title: 'MediaWiki, the table user as CSV',
    recognises: (_, beginning) => isTable(beginning, 'user_name', 'user_password'),
    read: oneByOne(readMediawiki),
  },
  {
    name: 'okta',
    title: 'Okta, users as its API has them',
    recognises: (_, beginning) => isJson(beginning, '\\[', 'profile', 'login'),
    read: oneByOne(readOkta),
  },
  {
    name: 'wordpress',
    title: 'WordPress, the table wp_users as CSV',
    recognises: (_, beginning) => isTable(beginning, 'user_login', 'user_pass'),
    read: oneByOne(readWordpress),
  },
  {
    name: 'csv',
    title: 'a table as CSV, whose columns the mapping file names',
    recognises: (name, beginning) => /\.csv$/i.test(name) || isTable(beginning, 'username', 'email'),
    read: oneByOne(readCsv),
  },
];

import type { Reader } from '../reader.ts';
import { peopleOfTables, type TableForm } from './table.ts';

const form: TableForm = {
  expected: 'the table wp_users of WordPress in CSV, with the columns user_login and user_pass',
  required: ['user_login', 'user_pass'],
  columns: {
    ...{ id: { column: 'ID' }, userName: { column: 'user_login' }, email: { column: 'user_email' } },
    ...{ passwordHash: { column: 'user_pass' }, displayName: { column: 'display_name' } },
    ...{ createdAt: { column: 'user_registered' }, 'attributes.url': { column: 'user_url' } },
    // Of wp_usermeta, where the export has joined them.
    ...{ name: { column: 'first_name' }, surname: { column: 'last_name' }, roles: { column: 'roles' } },
  },
  ignored: ['user_nicename', 'user_activation_key', 'user_status'],
  nullWord: 'NULL',
  refine: (person) => person,
};

/** The table of users of WordPress. */
export const readWordpress: Reader = (files, options) => peopleOfTables(form, files, options);

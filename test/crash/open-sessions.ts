// A process of its own, as a command beside the server is. Gives every user of an organization a session.

import { DatabaseSync } from 'node:sqlite';

const [file = '', organizationId = ''] = process.argv.slice(2);
const db = new DatabaseSync(file, { timeout: 5000 });
db.prepare(
  `insert or ignore into grants (organization_id, model, id, account_id, payload)
    select organization_id, 'Session', id, organization_id || '/' || id, '{}' from users where organization_id = ?`,
).run(organizationId);
db.close();

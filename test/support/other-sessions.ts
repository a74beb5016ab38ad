import type { SessionPayload } from '../../src/token/browser/session-payload.ts';
import type { Gatehouse } from './gatehouse.ts';
import { createVisitor } from './visitor.ts';
import { world } from './world.ts';

const hour = 60 * 60_000;
const elsewhere = 'Elsewhere/1.0';

/** Browsers in which Harry is signed in as well, and how long ago each was used. */
const browsers: readonly (readonly [userAgent: string, ago: number])[] = [
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1', 3 * hour],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 26 * hour],
  ['Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1', 5 * 24 * hour],
];

/** Signs Harry in with other browsers, so that his list of sessions has something to show. */
export async function addSessions(gatehouse: Gatehouse): Promise<void> {
  const sessions = () => gatehouse.db.selectFrom('grants').selectAll().where('payload', 'like', `%${elsewhere}%`);
  if ((await sessions().execute()).length > 0) return;
  for (const [userAgent] of browsers) {
    const visitor = createVisitor(() => gatehouse.url, { 'user-agent': `${userAgent} ${elsewhere}` });
    const fields = { userName: 'harry.potter', password: world.harry.password, keep: 'yes' };
    await visitor.submit('/Hogwarts/identity/web/login', fields);
  }
  for (const { id, payload } of await sessions().execute()) {
    const session = JSON.parse(payload) as SessionPayload;
    const ago = browsers.find(([userAgent]) => session.userAgent?.startsWith(userAgent))?.[1] ?? 0;
    const [lastSeenAt, loginTs] = [Date.now() - ago, Math.floor((Date.now() - 2 * ago) / 1000)];
    const aged: SessionPayload = { ...session, lastSeenAt, loginTs };
    await gatehouse.db
      .updateTable('grants')
      .set({ payload: JSON.stringify(aged) })
      .where('id', '=', id)
      .execute();
  }
}

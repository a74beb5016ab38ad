import type { Place } from './loop-reads.ts';
import { newUsers } from './loop-writes.ts';
import type { Experience, NeighbourOptions, NeighbourResult } from './neighbour.ts';
import { runScript } from './script.ts';
import type { Server } from './server.ts';
import { atMost, type Row } from './table.ts';
import { organizationOf } from './world.ts';

/** How long others wait for their reads while one caller downloads the audit log and another makes 10,000 users, all the time. */
export async function besidesLongWork(server: Server, send: Place['send'], entries: number): Promise<Row[]> {
  process.stderr.write('Reads of others …\n');
  const organization = organizationOf(server.token);
  const idle = await reads(server);
  let isOver = false;
  const again = async (work: () => Promise<unknown>): Promise<number> => {
    let times = 0;
    for (; !isOver; times += 1) await work();
    return times;
  };
  const download = again(() => send('GET', `/identity/api/AuditQuery/${organization}/download?size=${entries}`));
  const creation = again(async () => {
    for (let batch = 0; batch < 5; batch += 1) {
      const users = newUsers(2000, true);
      await send('POST', '/identity/api/User/BulkCreate', { partitionGlobalId: organization, users });
    }
  });
  await server.longestHold();
  const busy = await reads(server);
  const hold = await server.longestHold();
  isOver = true;
  const [downloads, creations] = [await download, await creation];
  const meanwhile = `${downloads} downloads of ${entries.toLocaleString('en')} entries, ${creations} times 10,000 users`;
  return [
    { what: 'Reads of others, idle', result: inMs(idle) },
    {
      what: 'Reads of others, beside a download and bulk creation',
      result: `${inMs(busy)}, ${busy.refused} of ${busy.asked} refused; ${meanwhile}; held ${hold.ms.toFixed(1)} ms (collecting ${hold.collectionMs.toFixed(1)}, in a statement ${hold.statement.ms.toFixed(1)})`,
      goal: atMost(busy.p99, 25, 'ms (p99)'),
    },
  ];
}

async function reads({ urls, token }: Server): Promise<Experience> {
  const options: NeighbourOptions = { urls, token, localAddress: '127.0.2.1', seconds: 20, readsOnly: true };
  return (await runScript<NeighbourResult>('neighbour.ts', options)).reads;
}

const inMs = ({ p50, p99 }: Experience): string => `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signedInAdministrator } from '../support/console.ts';
import { tokenOf, type Visitor } from '../support/visitor.ts';
import { useWatchedGatehouse } from '../support/watched.ts';

// A file of people whose rows are of two or three characters: what reads it makes a row, or an error, of each of them.

/** For so long, in milliseconds, reading a file may hold the event loop. */
const longest = 50;

/** Where others use the machine, a time is longer and never shorter: the least is the truth. */
const mostTimes = 8;

const page = '/identity/web/admin/import-people';
let administrator: Visitor;
const gatehouse = useWatchedGatehouse(async (running) => {
  administrator = await signedInAdministrator(running);
});

async function statusOf(file: string): Promise<number> {
  const body = new FormData();
  body.set('formToken', tokenOf((await administrator.get(page)).html));
  body.set('file', new Blob([file], { type: 'text/csv' }), 'people.csv');
  const cookie = [...administrator.cookies].map((pair) => pair.join('=')).join('; ');
  const response = await fetch(`${gatehouse.url}${page}`, {
    ...{ method: 'POST', body, redirect: 'manual', headers: { origin: gatehouse.url, cookie } },
  });
  await response.arrayBuffer();
  return response.status;
}

const files: Readonly<Record<string, string>> = {
  'with a quote too many': 'x"\n'.repeat(30_000),
  'with something behind the quotes': '"x"y\n'.repeat(20_000),
  'without anything': '\n'.repeat(100_000),
};

describe('a file of very short rows', () => {
  for (const [kind, rows] of Object.entries(files)) {
    it(`${kind} does not hold the event loop`, async () => {
      let least = Number.POSITIVE_INFINITY;
      let status = 0;
      for (let times = 0; times < mostTimes && least >= longest; times += 1) {
        const hold = await gatehouse.longestHold(async () => {
          status = await statusOf(`userName,email\n${rows}`);
        });
        least = Math.min(least, hold);
      }
      assert.ok(least < longest && status === 400, `${status} ${least}`);
    });
  }
});

import { jsonRequest } from './world.ts';

/** What is sent, as the table calls it. */
export const bodyKinds = {
  anonymous: '29 MB of brackets without a token',
  brackets: '128 KiB of brackets',
  objects: '2 MiB of empty objects where users are meant',
  strange: '2 MiB that are no ordinary JSON',
  users: '2,000 users to be made',
} as const;

export type BodyKind = keyof typeof bodyKinds;

const filled = (head: string, unit: string, tail: string, length: number): string =>
  `${head}${unit.repeat(Math.floor((length - head.length - tail.length) / unit.length))}${tail}`;

/** The request, of which each one asked for may be another. */
export function bodyRequest(kind: BodyKind, token: string): () => Buffer {
  const bulk = '/identity/api/User/BulkCreate';
  switch (kind) {
    case 'anonymous': {
      const request = jsonRequest('/identity/api/ReferenceToken/Exchange', filled('{"x":', '[', '', 29_000_000));
      return () => request;
    }
    case 'brackets': {
      const request = jsonRequest('/identity/api/User', filled('{"x":', '[', '', 128 * 1024), token);
      return () => request;
    }
    case 'objects': {
      const request = jsonRequest(bulk, filled('{"users":[', '{},', '{}]}', 2 * 1024 * 1024), token);
      return () => request;
    }
    case 'strange': {
      const request = jsonRequest(bulk, filled('{x:[', "1,'a',", ']}', 2 * 1024 * 1024), token);
      return () => request;
    }
    case 'users': {
      const mark = `${Date.now().toString(36)}.${process.pid}`;
      let batch = 0;
      return () => {
        batch += 1;
        const users = Array.from({ length: 2000 }, (_, n) => {
          const userName = `${mark}.${batch}.${n}`;
          return { userName, email: `${userName}@bench.example`, name: 'New', surname: `S${n}`, type: 'user' };
        });
        return jsonRequest(bulk, JSON.stringify({ users }), token);
      };
    }
  }
}

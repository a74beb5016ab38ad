/**
 * The program that serves better-auth, as it is written beside what npm has installed: a dependency of nobody here. Its sessions
 * are read at each request, as by default, and its database is the embedded one of Node with the durability of Gatehouse's.
 */
export const betterAuthProgram = `
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { Algorithm, hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';

const { file, users, parameters, origin } = JSON.parse(process.argv[2]);
const database = new DatabaseSync(file);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
const options = {
  database,
  baseURL: origin,
  secret: 'a-secret-of-the-benchmark-that-is-long-enough',
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password) => hash(password, { ...parameters, algorithm: Algorithm.Argon2id }),
      verify: ({ hash, password }) => verify(hash, password),
    },
  },
};
await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);
const cookies = [];
for (const body of users) {
  const { headers } = await auth.api.signUpEmail({ body, returnHeaders: true });
  cookies.push(headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]).join('; '));
}
const server = createServer(toNodeHandler(auth));
server.listen(Number(new URL(origin).port), '127.0.0.1', () => process.stdout.write(JSON.stringify(cookies) + '\\n'));
process.once('SIGTERM', () => process.exit(0));
`;

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashSync } from '@node-rs/argon2';
import { newId } from '../../src/directory/identifier.ts';
import { noPepper } from '../../src/directory/pepper.ts';
import { permitOperator } from '../../src/directory/permission.ts';
import type { User } from '../../src/directory/user.ts';
import { provisionOrganization } from '../../src/provisioning/provision.ts';
import { people } from '../../src/store/people.ts';
import { runCommand } from '../support/command.ts';
import type { Gatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { storeArguments } from '../support/operator.ts';

/** An organization of its own for a test, with nobody in it. */
export async function emptyOrganization({ store }: Pick<Gatehouse, 'store'>): Promise<{ id: string; name: string }> {
  const organization = { id: newId(), name: `School ${newId().slice(0, 8)}` };
  await store.transaction((tables) =>
    provisionOrganization(tables, permitOperator('installation.provision'), { ...organization, createdAt: 1 }),
  );
  return organization;
}

/** `gatehouse import`, or `gatehouse export`, beside the server. */
export async function run(gatehouse: Gatehouse, command: 'import' | 'export', ...args: readonly string[]) {
  return await runCommand([command, ...args, ...(await storeArguments(gatehouse))]);
}

/** What `--json` has printed: a line for each row, and the report. */
export function jsonOf(stdout: string) {
  const lines = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { findings: lines.slice(0, -1), report: lines.at(-1) };
}

export async function fileOf(folder: string, name: string, text: string | object): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof text === 'string' ? text : JSON.stringify(text));
  return path;
}

/** A file as `gatehouse export` writes it. */
export const exportOf = (...lines: readonly object[]): string =>
  textOf({ gatehouse: 'people', version: 2 }, ...lines, { end: 'people', lines: lines.length });

/** As it wrote it before files said where they end. */
export const earlierExportOf = (...lines: readonly object[]): string =>
  textOf({ gatehouse: 'people', version: 1 }, ...lines);

const textOf = (...lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

export const hashOf = (password: string): string => hashSync(password, { memoryCost: 1024, timeCost: 1 });

/** The status of a sign-in over HTTP. */
export async function signIn({ url }: Gatehouse, organization: string, name: string, password: string) {
  const { status } = await send(`${url}/api/account/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenancyName: organization, usernameOrEmailAddress: name, password }),
  });
  return status;
}

/** Everybody who is there, with all that belongs to them. */
export const everybody = ({ db }: Gatehouse, organizationId: string) =>
  people(db, noPepper).after(organizationId, undefined, 100_000);

export const byName = (records: Awaited<ReturnType<typeof everybody>>, userName: User['userName']) => {
  const found = records.find(({ user }) => user.userName === userName);
  if (!found) throw new Error(`${userName} is not there.`);
  return found;
};

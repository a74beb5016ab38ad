import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { world } from '../support/world.ts';

// Clients as others generate them from the description of the running server. The generators are no dependencies of this
// project: those for TypeScript come with `npm ci --ignore-scripts --prefix test/clients/generators`, the others from
// the path. What is not there is left out, and says so.

const run = promisify(execFile);
const gatehouse = useGatehouse();
const here = join(import.meta.dirname, 'generators');
const modules = join(here, 'node_modules');
const bin = (name: string) => join(modules, '.bin', name);
const isOnPath = (name: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));

type Step = readonly [command: string, ...args: string[]];

interface Generator {
  readonly isThere: boolean;
  readonly hint: string;
  /** What is copied beside the generated client, and under which names. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  /** Generates and compiles; the last one runs. */
  readonly steps: readonly Step[];
}

/** Compiled under strict settings, then run. */
const typeScript = (roundTrip: string, generate: Step, settings: Readonly<Record<string, string>> = {}): Generator => ({
  isThere: existsSync(modules),
  hint: 'npm ci --ignore-scripts --prefix test/clients/generators',
  files: { [roundTrip]: 'round-trip.ts', 'tsconfig.json': 'tsconfig.json', 'package.json': 'package.json' },
  settings,
  steps: [generate, [bin('tsc'), '-p', '.'], [process.execPath, 'out/round-trip.js']],
});

const generators = (): Readonly<Record<string, Generator>> => ({
  'openapi-typescript': typeScript('openapi-fetch.ts', [
    ...([bin('openapi-typescript'), 'openapi.json', '-o', 'generated/schema.d.ts'] as const),
  ]),
  '@hey-api/openapi-ts': typeScript('openapi-ts.ts', [
    ...([bin('openapi-ts'), '-i', 'openapi.json', '-o', 'generated', '-c', '@hey-api/client-fetch'] as const),
  ]),
  orval: typeScript('orval.ts', [bin('orval'), '--config', 'orval.config.cjs'], {
    'orval.config.cjs': `module.exports = ${JSON.stringify({
      api: {
        input: './openapi.json',
        output: { target: 'generated/api.ts', client: 'fetch', baseUrl: `${gatehouse.url}/identity_` },
      },
    })};`,
  }),
  'openapi-python-client': {
    isThere: isOnPath('openapi-python-client') && isOnPath('python3'),
    hint: 'pip install openapi-python-client',
    files: { 'round-trip.py': 'round-trip.py' },
    steps: [
      ['openapi-python-client', 'generate', '--path', 'openapi.json', '--meta', 'none', '--output-path', 'generated'],
      ['python3', '-m', 'compileall', '-q', 'generated'],
      ['python3', 'round-trip.py'],
    ],
  },
  'oapi-codegen': {
    isThere: isOnPath('oapi-codegen') && isOnPath('go'),
    hint: 'go install github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen',
    files: { 'main.go': 'main.go' },
    settings: { 'go.mod': 'module roundtrip\n\ngo 1.24\n' },
    steps: [
      [
        ...(['oapi-codegen', '-package', 'generated', '-generate', 'types,client'] as const),
        ...['-o', 'generated/api.go', 'openapi.json'],
      ],
      ['go', 'mod', 'tidy'],
      ['go', 'vet', './...'],
      ['go', 'run', '.'],
    ],
  },
  'openapi-generator for Java': {
    isThere: isOnPath('openapi-generator-cli') && isOnPath('mvn') && isOnPath('javac'),
    hint: 'a JDK of version 17 or later, Maven, and openapi-generator-cli',
    files: { 'RoundTrip.java': 'RoundTrip.java' },
    steps: [
      ['openapi-generator-cli', 'generate', '-i', 'openapi.json', '-g', 'java', '--library', 'native', '-o', 'client'],
      ['mvn', '-q', '-f', 'client', 'dependency:copy-dependencies', '-DincludeScope=compile', '-DoutputDirectory=lib'],
      ['sh', '-c', 'javac -nowarn -d out -cp "client/lib/*" RoundTrip.java $(find client/src/main -name "*.java")'],
      ['java', '-cp', 'out:client/lib/*', 'RoundTrip'],
    ],
  },
});

/** The same in every language: somebody is read, a wrong password is refused, and what was read is sent. */
const expected = {
  userName: 'harry.potter',
  refused: [400, false, [{ code: 'PasswordMismatch', description: 'Incorrect password.' }]],
  made: true,
  missing: [404, 'The entity was not found.'],
  taken: [409, "A group with the name 'Prefects' already exists."],
};

async function roundTrip({ files, settings = {}, steps }: Generator): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-client-'));
  try {
    for (const [from, to] of Object.entries(files)) await copyFile(join(here, from), join(folder, to));
    for (const [name, text] of Object.entries(settings)) await writeFile(join(folder, name), text);
    if (existsSync(modules)) await symlink(modules, join(folder, 'node_modules'));
    const description = await fetch(`${gatehouse.url}/identity_/swagger/external/swagger.json`);
    await writeFile(join(folder, 'openapi.json'), await description.text());
    const env = {
      ...{ ...process.env, URL: `${gatehouse.url}/identity_`, ORGANIZATION: world.organization.id },
      ...{ TOKEN: await token(gatehouse, ''), NEW_USER: `copy-${randomUUID()}` },
    };
    let printed = '';
    for (const [command, ...args] of steps) printed = (await run(command, args, { cwd: folder, env })).stdout;
    return JSON.parse(printed);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a client generated from the description', () => {
  for (const name of Object.keys(generators())) {
    it(`by ${name} compiles, and makes a round trip with refusals`, async (t) => {
      const generator = generators()[name] as Generator;
      if (!generator.isThere) return t.skip(`left out: ${generator.hint}`);
      assert.deepEqual(await roundTrip(generator), expected);
    });
  }

  it('finds nothing open in the description, says schemathesis', async (t) => {
    if (!isOnPath('schemathesis')) return t.skip('left out: pip install schemathesis');
    const cwd = await mkdtemp(join(tmpdir(), 'gatehouse-schemathesis-'));
    t.after(() => rm(cwd, { recursive: true }));
    const checks = ['not_a_server_error', 'status_code_conformance', 'response_schema_conformance'];
    const args = [
      ...['run', `${gatehouse.url}/identity_/swagger/external/swagger.json`],
      ...['-H', `Authorization: Bearer ${await token(gatehouse, '')}`, '--checks', checks.join(',')],
      ...['--phases', 'examples,fuzzing', '--max-examples', '5', '--seed', '1'],
    ];
    await run('schemathesis', args, { cwd });
  });
});

import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

// `npm run -s sbom`: what Gatehouse consists of at run time, as CycloneDX. It is the same whenever and wherever it is made: without
// the time, the serial number and the name of the folder that npm writes.

interface Component {
  readonly 'bom-ref': string;
  readonly properties: readonly { readonly name: string }[];
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

const cwd = resolve(import.meta.dirname, '..');
// `--omit dev` would leave out what runs as well where something for development needs it, too.
const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
const listed = JSON.parse(execFileSync('npm', args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 }));
const { serialNumber: _, components: all, dependencies: edges, metadata, ...rest } = listed;
const { timestamp: __, component, ...known } = metadata;

const isForDevelopment = ({ properties }: Component) =>
  properties.some(({ name }) => name === 'cdx:npm:package:development');
const components = (all as readonly Component[]).filter((one) => !isForDevelopment(one));
const refs = new Set([component['bom-ref'], ...components.map((one) => one['bom-ref'])]);
const dependencies = (edges as readonly Dependency[])
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));

const own = { ...component, type: 'application', name: manifest.name };
const bill = { ...rest, metadata: { ...known, component: own }, components, dependencies };
process.stdout.write(`${JSON.stringify(bill, undefined, 2)}\n`);

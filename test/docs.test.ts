import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { anchorOf } from '../docs/anchor.ts';
import manifest from '../package.json' with { type: 'json' };
import { exitCodes } from '../src/cli/exit-code.ts';
import { settings, variableName } from '../src/config/settings.ts';
import { parseSeed } from '../src/seed/read.ts';
import { kinds } from '../src/store/kinds.ts';
import { lives } from '../src/store/lives.ts';
import { renderCommands } from './support/commands-page.ts';
import { pageStates } from './support/every-page.ts';
import { floorPlan, passwordChange } from './support/floor-plan.ts';
import { ownImports } from './support/imports.ts';
import { floors, typesAlone } from './support/rooms.ts';

// What the documents say twice is compared with where it stands first. `UPDATE_DOCS=1` writes the generated tables anew.

const root = resolve(import.meta.dirname, '..');
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

function renderSettings(): string {
  const rows = Object.entries(settings).map(([name, setting]) => {
    const option = 'isSecret' in setting && setting.isSecret ? 'none' : code(`--${name} ${setting.placeholder}`.trim());
    const fallback = 'fallbackText' in setting ? setting.fallbackText : code(String(setting.fallback));
    return row(option, code(variableName(name)), fallback ?? '', setting.doc);
  });
  return [row('Flag', 'Variable', 'Default', 'Meaning'), row('---', '---', '---', '---'), ...rows, ''].join('\n');
}

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const code = (text: string): string => `\`${text}\``;

function renderLives(): string {
  const rows = Object.entries(lives)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([table, { holds, ends }]) => row(code(table), holds, ends));
  return [row('Table', 'What it holds', 'When a row ends'), row('---', '---', '---'), ...rows, ''].join('\n');
}

function renderKinds(): string {
  const byKind = Object.groupBy(Object.entries(kinds), ([, kind]) => kind);
  const rows = Object.entries(byKind).map(([kind, tables]) =>
    row(
      kind,
      tables
        .map(([table]) => code(table))
        .sort()
        .join(', '),
    ),
  );
  return [row('Kind', 'Tables'), row('---', '---'), ...rows, ''].join('\n');
}

/** On which floor each room is, and what it sees, as the table of rooms has it: from the top. */
function roomRows(): readonly (readonly string[])[] {
  const rows = floors.flatMap((floor, height) =>
    Object.entries(floor).map(([room, seen]) => {
      const names =
        seen === 'everything' ? [] : seen.map((one) => withTypes(code(one), typesAlone[room]?.includes(one)));
      const nothing = height === 0 ? 'nothing' : 'the ground floor';
      return [String(height), room, seen === 'everything' ? 'everything below' : names.join(', ') || nothing];
    }),
  );
  return rows.sort(([one], [other]) => Number(other) - Number(one));
}

const withTypes = (room: string, isTypesAlone = false): string => (isTypesAlone ? `${room} (types)` : room);

/** Compares the part of a page between two comments with what it should be, or writes it. */
function assertGenerated(page: string, part: string, expected: string): void {
  const place = new RegExp(`(?<=<!-- ${part}: begin -->\n).*(?=<!-- ${part}: end -->)`, 's');
  const text = read(page);
  assert.match(text, place, `${page} has lost the comments around its table`);
  if (process.env.UPDATE_DOCS === '1') {
    writeFileSync(
      join(root, page),
      text.replace(place, () => expected),
    );
    return;
  }
  const hint = `${page} is out of date: UPDATE_DOCS=1 node --test test/docs.test.ts writes it anew.`;
  assert.equal(place.exec(text)?.[0], expected, hint);
}

/** The levels of the requirements of ASVS 5.0.0, section by section, in their order; those of Level 3 come after them. */
const asvsLevels = {
  ...{ '6.1': '122', '6.2': '111111112222', '6.3': '1122', '6.4': '1122', '6.5': '22222', '6.6': '222', '6.8': '2222' },
  ...{ '7.1': '222', '7.2': '1111', '7.3': '22', '7.4': '11222', '7.5': '22', '7.6': '22' },
  ...{ '8.1': '12', '8.2': '112', '8.3': '1', '8.4': '2', '9.1': '111', '9.2': '1222' },
  ...{
    '10.1': '22',
    '10.2': '22',
    '10.3': '2222',
    '10.4': '11111222222',
    '10.5': '22222',
    '10.6': '22',
    '10.7': '222',
  },
};

/** The rows of the table of requirements, cell by cell. */
const asvsRows = (): readonly (readonly string[])[] =>
  [...read('docs/asvs.md').matchAll(/^\| (\d+\.\d+\.\d+) \| (.*) \|$/gm)].map(([, id = '', rest = '']) => [
    id,
    ...rest.split(' | '),
  ]);

/** What a test file says, each sentence as `what it is about › what it says of it`, with `…` for what varies. */
function sentencesOf(file: string): ReadonlySet<string> {
  const sentences = new Set<string>();
  let subject = '';
  for (const [, kind, , title = ''] of readFileSync(file, 'utf8').matchAll(
    /^ *(describe|it|test)\((['"`])(.*?)(?<!\\)\2,/gm,
  )) {
    const text = title.replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '…');
    if (kind === 'describe') subject = `${text} › `;
    else sentences.add(kind === 'it' ? `${subject}${text}` : text);
  }
  return sentences;
}

/** The anchors of the headings of a page; a second heading of the same words has a number. */
function anchorsOf(page: string): ReadonlySet<string> {
  const found = new Map<string, number>();
  for (const [, heading = ''] of page.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)) {
    const anchor = anchorOf(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'));
    const before = found.get(anchor) ?? 0;
    found.set(anchor, before + 1);
    if (before > 0) found.set(`${anchor}-${before}`, 1);
  }
  const written = [...page.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id);
  return new Set([...found.keys(), ...written]);
}

/** What a seed says there could be instead of a member that is unknown. */
function knownMembers(file: string): readonly string[] {
  try {
    parseSeed(file, 'seed.yaml');
  } catch (error) {
    return /is unknown; .* (?:has|are) ([\w., ]+)/.exec(String(error))?.[1]?.replace(/\.$/, '').split(', ') ?? [];
  }
  return [];
}

describe('the documents', () => {
  it('list every setting as it is in the code', () => {
    assertGenerated('docs/configuration.md', 'settings', renderSettings());
  });

  it('say of every command what its help says', async () => {
    assertGenerated('docs/commands.md', 'commands', await renderCommands());
  });

  it('list every exit code', () => {
    const listed = [...read('docs/commands.md').matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
    assert.deepEqual(listed, Object.values(exitCodes).sort());
  });

  it('say of every table how long its rows live', () => {
    assertGenerated('docs/data-retention.md', 'lives', renderLives());
  });

  it('say of every table to whom its rows belong', () => {
    assertGenerated('docs/scale.md', 'kinds', renderKinds());
  });

  it('say of every room on which floor it is, and what it sees', () => {
    const rows = read('docs/architecture.md').matchAll(/^\| (\d+) \| `([^`/]+)\/?` \| .* \| (.*) \|$/gm);
    assert.deepEqual(
      [...rows].map(([, ...cells]) => cells),
      roomRows(),
    );
  });

  it('draw the rooms and the way of a password change as they are imported', () => {
    const connected = new Set(ownImports.flatMap(({ file, target }) => [file, target]));
    assert.deepEqual(
      passwordChange.filter((file) => !connected.has(file)),
      [],
    );
    assertGenerated('docs/architecture.md', 'plan', floorPlan());
  });

  it('give a reason for every dependency, and for nothing else', () => {
    const { dependencies, devDependencies } = manifest;
    const named = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(named.sort(), [...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
  });

  it('are right that nothing runs a script when it is installed for production', () => {
    interface Locked {
      readonly name?: string;
      readonly dev?: true;
      readonly hasInstallScript?: true;
    }
    const { packages }: { packages: Record<string, Locked> } = JSON.parse(read('package-lock.json'));
    const scripted = Object.entries(packages).filter(([, { dev, hasInstallScript }]) => hasInstallScript && !dev);
    assert.deepEqual(Object.fromEntries(scripted), {});
    assert.equal(packages['node_modules/node']?.hasInstallScript, true, 'npm notes who has one');
    assert.equal(packages['node_modules/@scarf/scarf']?.name, 'escape-html');
  });

  it('install the package nowhere but without the scripts of what it needs', () => {
    const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root });
    const said = pages.flatMap((page) => read(page).match(/npm install [^`\n]*gatehouse-[\d.]+tgz/g) ?? []);
    assert.ok(said.length >= 3);
    assert.deepEqual(
      said.filter((command) => !command.includes('--ignore-scripts')),
      [],
    );
  });

  it('say everything that a seed file may hold', () => {
    const page = read('docs/seed.md');
    const places = ['', ...['users', 'groups', 'tenants', 'applications'].map((list) => `${list}: [{`), 'settings: {'];
    for (const place of places) {
      const end = place.endsWith('[{') ? '}]' : place && '}';
      const file = `organizations: [{ name: X, ${place} zzzzzzzz: 1 ${end} }]`;
      const members = knownMembers(file);
      assert.ok(members.length > 1, file);
      for (const member of members)
        assert.ok(page.includes(`\`${member}\``), `docs/seed.md does not tell of ${member}`);
    }
    const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, example = '']) => example);
    assert.equal(examples.length, 2);
    assert.equal(parseSeed(examples.join(''), 'docs/seed.md').organizations[0]?.applications.length, 2);
  });

  it('lead, with every relative link, to a file that is there', () => {
    const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root });
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .filter(([, target = '']) => !existsSync(resolve(root, dirname(page), target)))
        .map(([, target]) => `${page}: ${target}`),
    );
    assert.deepEqual(broken, []);
  });

  it('lead, with every anchor, to a heading that is there', () => {
    const pages = globSync(['*.md', 'docs/**/*.md', 'bench/*.md'], { cwd: root });
    const anchors = new Map(pages.map((page) => [resolve(root, page), anchorsOf(read(page))]));
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)]
        .filter(([, target = '', anchor = '']) => {
          const file = target === '' ? resolve(root, page) : resolve(root, dirname(page), target);
          return anchors.get(file)?.has(anchor) === false;
        })
        .map(([, target, anchor]) => `${page}: ${target}#${anchor}`),
    );
    assert.deepEqual(broken, []);
  });

  it('answer every requirement of ASVS of Levels 1 and 2, and count the answers', () => {
    const expected = Object.entries(asvsLevels).flatMap(([section, levels]) =>
      [...levels].map((level, index) => [`${section}.${index + 1}`, level]),
    );
    assert.deepEqual(
      asvsRows().map(([id, level]) => [id, level]),
      expected,
    );
    const counts = [...read('docs/asvs.md').matchAll(/^\| (`.+?`) \| (\d+) \|/gm)];
    assert.equal(counts.length, 4);
    for (const [, answer, count] of counts)
      assert.equal(asvsRows().filter((cells) => cells[3] === answer).length, Number(count), answer);
    assert.equal(
      counts.reduce((sum, [, , count]) => sum + Number(count), 0),
      expected.length,
    );
  });

  it('cite, for every requirement that holds, a test that there is, in its words', () => {
    for (const [id, , , answer, proof = ''] of asvsRows()) {
      const cited = [...proof.matchAll(/\[([^\]]+)\]\(\.\.\/([^)]+\.test\.ts)\)/g)];
      assert.ok(answer !== '`yes`' || cited.length > 0, `${id} has no test`);
      for (const [, sentence = '', file = ''] of cited)
        assert.ok(sentencesOf(join(root, file)).has(sentence), `${id}: ${file} does not say: ${sentence}`);
    }
  });

  it('show, in the README, a picture of every page that people see', () => {
    const shown = [...read('README.md').matchAll(/src="docs\/screenshots\/([^".]+)\.[^"]+"/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(shown)].sort(), pageStates.map(({ name }) => name).sort());
    const pictures = [...read('README.md').matchAll(/src="([^"]+)"/g)].map(([, file = '']) => file);
    assert.deepEqual(
      pictures.filter((file) => !existsSync(join(root, file))),
      [],
    );
  });

  it('have an entry for this version in the list of changes', () => {
    assert.match(read('CHANGELOG.md'), new RegExp(`^## \\[${manifest.version}\\] [-–—] \\d{4}-\\d{2}-\\d{2}$`, 'm'));
  });
});

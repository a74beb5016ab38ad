import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import manifest from '../package.json' with { type: 'json' };
import { settings, variableName } from '../src/config.ts';
import { parseSeed } from '../src/seed/read.ts';
import { lives } from '../src/store/lives.ts';
import { pageStates } from './support/every-page.ts';

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

  it('say of every table how long its rows live', () => {
    assertGenerated('docs/data-retention.md', 'lives', renderLives());
  });

  it('give a reason for every dependency, and for nothing else', () => {
    const { dependencies, devDependencies } = manifest;
    const named = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(named.sort(), [...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
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

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// What guides show is run. Behind the language of a fenced block stands what becomes of it:
//
//   sh run                what is typed; the blocks of a guide share a shell, in their order, and have to succeed
//   sh run exit=3         ends with this exit code, in a shell of its own
//   sh run needs=python3  left out where there is no such program
//   js file=rotate.mjs    the content of a file, which a later block runs
//   text output           what the block before has printed; `…` stands for anything
//   sh see=test/x.test.ts run by another test
//   sh hand=docker        run by hand alone: it needs what no test has

export interface Block {
  readonly language: string;
  readonly marks: ReadonlyMap<string, string>;
  readonly text: string;
  /** In the page. */
  readonly line: number;
}

/** The fenced blocks of a page. */
export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\S*)(.*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', marks = '', text = ''], index, all) => ({
      language,
      marks: new Map(marks.trim().split(/\s+/).filter(Boolean).map(readMark)),
      text,
      line: page.slice(0, all[index]?.index).split('\n').length,
    }),
  );
}

function readMark(mark: string): [string, string] {
  const [name = '', value = ''] = mark.split('=', 2);
  return [name, value];
}

const known = new Set(['run', 'exit', 'needs', 'file', 'output', 'see', 'hand']);

/** What of a page nothing runs and nothing compares. */
export const unmarked = (blocks: readonly Block[]): readonly string[] =>
  blocks
    .filter(({ marks }) => marks.size === 0 || [...marks.keys()].some((mark) => !known.has(mark)))
    .map(({ line, language }) => `line ${line}: ${language || 'a block'} is not marked`);

export interface GuideRun {
  /** What each block that was run has printed, on both outputs. */
  readonly outputs: ReadonlyMap<Block, string>;
  /** Programs that are not there, and for whose sake blocks were left out. */
  readonly missing: readonly string[];
  readonly code: number | null;
}

/** Runs the blocks of a guide in a folder of its own. */
export async function runGuide(
  blocks: readonly Block[],
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<GuideRun> {
  for (const { marks, text } of blocks) {
    const file = marks.get('file');
    if (file !== undefined) writeFileSync(join(folder, file), text);
  }
  const wanted = blocks.filter(({ marks }) => marks.has('run'));
  const needed = wanted.flatMap(({ marks }) => marks.get('needs') ?? []);
  const missing = [...new Set(needed)].filter((program) => !isInstalled(program, environment));
  const run = wanted.filter(({ marks }) => !missing.includes(marks.get('needs') ?? ''));
  const script = ['exec 2>&1', 'set -eu', ...run.map(step)].join('\n');
  const child = spawn('sh', ['-c', script], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([child.stdout.toArray(), once(child, 'close')]);
  const [, ...texts] = Buffer.concat(output)
    .toString()
    .split(/^<<block \d+>>\n/m);
  return {
    outputs: new Map(texts.map((text, index) => [run[index] as Block, text])),
    missing,
    code: code as number | null,
  };
}

function step({ marks, text, line }: Block): string {
  const exit = marks.get('exit');
  const checked = exit === undefined ? text : `code=0; (\n${text}) || code=$?; [ "$code" = ${exit} ]\n`;
  return `printf '<<block %s>>\\n' ${line}\n${checked}`;
}

const isInstalled = (program: string, { PATH = '' }: Readonly<Record<string, string>>): boolean =>
  PATH.split(':').some((folder) => existsSync(join(folder, program)));

/** Whether a block has printed what the guide shows. */
export function isShown(shown: string, printed: string): boolean {
  const parts = shown.trim().split('…');
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]*?');
  return new RegExp(`^${pattern}$`).test(printed.trim());
}

const prose = (page: string): string => page.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/\*\*.*?\*\*/gs, '');

/** What a guide says that pages say or call so: it stands in italics. */
export const wordsIn = (page: string): readonly string[] =>
  [...prose(page).matchAll(/(?<![*\w])\*([^*]+)\*(?![*\w])/g)].flatMap(([, text = '']) => partsOf(text));

/** What a guide says that the program says: sentences that stand as code, and are no command. */
export const messagesIn = (page: string): readonly string[] =>
  [...prose(page).matchAll(/`([^`]+)`/g)]
    .filter(([, text = '']) =>
      /^(?!(npm|npx|gatehouse|sudo|git|curl|kc\.sh) )[\w…][\w…,;:. ]*( [\w…,;:.]+){3,}$/.test(
        text.replaceAll(/\s+/g, ' '),
      ),
    )
    .flatMap(([, text = '']) => partsOf(text));

/** Without what `…` stands for. */
const partsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/\s+/g, ' ')
    .split('…')
    .map((part) => part.trim().replace(/[.,:]$/, ''))
    .filter(Boolean);

/** Whether a guide says, outside of its blocks, what a variable is: `URL`, or `URL=https://…`. */
export const explainedIn = (page: string, name: string): boolean => new RegExp(`\`${name}[\`=]`).test(prose(page));

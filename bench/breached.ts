import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { importBreached } from '../src/breached/build.ts';
import { BreachedFilter } from '../src/breached/filter.ts';
import { readCount } from '../test/support/count.ts';
import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { makeFolder } from './server.ts';
import { atMost, type Row, render, writeResults } from './table.ts';

// `npm run bench:breached`: makes a corpus of 50 million hashes, in no order, and a filter of it, and looks up hashes that are in
// it and others. `--entries N` makes it of others; `--write` also puts the table on the page of results.

const values = readOptions(import.meta.filename, {
  entries: { type: 'string', default: '50000000' },
  write: { type: 'boolean', default: false },
});
const entries = readCount('--entries', values.entries);
const mebibyte = 1024 * 1024;

await using folder = await makeFolder();
mkdirSync(folder.data, { recursive: true });
const load = loadavg()[0]?.toFixed(1);
const corpus = join(folder.data, 'pwnedpasswords.txt');
const target = join(folder.data, 'breached.filter');
writeCorpus(corpus);
const before = process.resourceUsage().maxRSS;
const took = await timeImport();
const memory = process.resourceUsage().maxRSS / 1024;
const { size } = statSync(target);
await using filter = await BreachedFilter.open(target);
const missing = countFound(1_000_000, (index) => (index * 7919) % entries, false);
const alarms = countFound(4_000_000, (index) => 2 ** 31 + index, true);
const times = lookUpTimes(200_000);

const share = (100 * alarms) / 4_000_000;
const rows: readonly Row[] = [
  { what: 'Size of an entry', ...measured(size / entries, 1.3, 'bytes', 3) },
  { what: 'False alarms, of 4,000,000 that are not in it', ...measured(share, 0.4, '%', 3) },
  { what: 'In it and not found, of 1,000,000', ...measured(missing, 0, '', 0) },
  { what: 'Look-up, mean', ...measured(times.mean, 20, 'µs', 1) },
  { what: 'Look-up, 99 of 100', ...measured(times.at(0.99), 20, 'µs', 1) },
  { what: 'Reading the corpus', result: `${took.read.toFixed(1)} s, ${rate(took.read)} entries/s` },
  { what: 'Building the filter', result: `${took.build.toFixed(1)} s, ${rate(took.build)} entries/s` },
  { what: 'Memory of the process, most', result: `${memory.toFixed(0)} MiB (${(before / 1024).toFixed(0)} before)` },
];
const facts = `${entries} entries, ${(statSync(corpus).size / mebibyte).toFixed(0)} MiB of text, ${(size / mebibyte).toFixed(1)} MiB of filter.`;
const results = `${describeRun()}- Load before: ${load}\n\n${facts}\n\n${render(rows)}`;
process.stdout.write(results);
if (values.write) writeResults(`\n${results}\n`, 'breached');

function measured(value: number, most: number, unit: string, digits: number): Pick<Row, 'result' | 'goal'> {
  return { result: `${value.toFixed(digits)} ${unit}`.trim(), goal: atMost(value, most, unit) };
}

function rate(seconds: number): string {
  return Math.round(entries / seconds).toLocaleString('en');
}

/** A number of 32 bits that looks random and is another one for every index. */
function mixed(index: number): number {
  let bits = Math.imul(index ^ (index >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** One of five words of the hash of an entry. */
function word(index: number, which: number): number {
  return mixed((index ^ Math.imul(which, 0x9e3779b9)) >>> 0);
}

function writeCorpus(file: string): void {
  const digits = Buffer.from('0123456789ABCDEF');
  const lineBytes = 43;
  const atOnce = 100_000;
  const descriptor = openSync(file, 'wx');
  for (let first = 0; first < entries; first += atOnce) {
    const count = Math.min(atOnce, entries - first);
    const text = Buffer.alloc(count * lineBytes);
    for (let line = 0; line < count; line += 1) {
      let at = line * lineBytes;
      for (let which = 0; which < 5; which += 1) {
        const bits = word(first + line, which);
        for (let shift = 28; shift >= 0; shift -= 4) text[at++] = digits[(bits >>> shift) & 15] as number;
      }
      text.write(':1\n', at, 'latin1');
    }
    writeSync(descriptor, text);
  }
  closeSync(descriptor);
}

async function timeImport(): Promise<{ readonly read: number; readonly build: number }> {
  const scratch = join(folder.data, 'scratch');
  mkdirSync(scratch);
  const begun = performance.now();
  let hasRead = begun;
  const onProgress = (step: string) => {
    if (step === 'read') hasRead = performance.now();
  };
  await importBreached({ paths: [corpus], target, scratch, minimumCount: 1, now: Date.now, onProgress });
  return { read: (hasRead - begun) / 1000, build: (performance.now() - hasRead) / 1000 };
}

/** How many are found, or are not. */
function countFound(probes: number, indexOf: (probe: number) => number, isCounted: boolean): number {
  let count = 0;
  for (let probe = 0; probe < probes; probe += 1) if (filter.has(sha1(indexOf(probe))) === isCounted) count += 1;
  return count;
}

function sha1(index: number): Buffer {
  const bytes = Buffer.alloc(20);
  for (let which = 0; which < 5; which += 1) bytes.writeUInt32BE(word(index, which), 4 * which);
  return bytes;
}

function lookUpTimes(probes: number) {
  const sorted = Float64Array.from({ length: probes }, (_, probe) => {
    const wanted = sha1(probe * 12_347);
    const begun = performance.now();
    filter.has(wanted);
    return 1000 * (performance.now() - begun);
  }).sort();
  const mean = sorted.reduce((sum, one) => sum + one, 0) / probes;
  return { mean, at: (share: number) => sorted[Math.floor(share * (probes - 1))] as number };
}

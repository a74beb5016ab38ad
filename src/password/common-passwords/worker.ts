/** What a thread runs once: it reads the list of common passwords and hands over the sorted fingerprints. */
import { parentPort } from 'node:worker_threads';
import { fingerprintOf } from './fingerprint.ts';
import { readList } from './list.ts';

const list = BigUint64Array.from(readList(), fingerprintOf).sort();
parentPort?.postMessage(list, [list.buffer]);

/** What a thread runs once: it reads the list of common passwords and hands over the sorted fingerprints. */
import { parentPort } from 'node:worker_threads';
import { dictionary } from '@zxcvbn-ts/language-common';
import { fingerprintOf } from './fingerprint.ts';

const list = BigUint64Array.from(dictionary['passwords-common'], fingerprintOf).sort();
parentPort?.postMessage(list, [list.buffer]);

/**
 * What a thread of the hash pool runs. It imports only what a hash needs, because every import is start-up time.
 */
import { workerData } from 'node:worker_threads';
import { standBehindEventLoop } from '../../thread-priority.ts';
import type { Argon2Parameters } from '../hash/scheme.ts';
import { hashPassword, verifyPassword } from '../hash.ts';
import { answerTasks } from './tasks.ts';

const parameters: Argon2Parameters = workerData;

standBehindEventLoop();
answerTasks({ hash: (password) => hashPassword(password, parameters), verify: verifyPassword });

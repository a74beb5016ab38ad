import { pbkdf2Sync } from 'node:crypto';
import { type MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { spellingsOf } from '../normalization.ts';

/** `isShort`: a caller who was answered before may wait for it. */
export type HashTask = { readonly isShort?: boolean } & (
  | { readonly kind: 'hash'; readonly password: string }
  | Verification
  /** The new password is hashed if the other one is right: one message instead of two, and nobody waits in between. */
  | { readonly kind: 'replace'; readonly password: string; readonly storedHash: string; readonly newPassword: string }
);

interface Verification {
  readonly kind: 'verify';
  readonly password: string;
  readonly storedHash: string;
  /** So many milliseconds a wrong password takes at least; absent: as many as it takes. */
  readonly refusalMs?: number;
}

/** What a hash took by itself, without waiting and messages. */
interface Timed {
  readonly kind: 'hash' | 'verify';
  readonly ms: number;
}

export type HashReply = ({ readonly value: string | boolean } | { readonly error: string }) & {
  readonly hashes: readonly Timed[];
};

/** What a worker sends: one reply for each task, in their order, some of them together. */
export type HashReplies = readonly HashReply[];

/** How a worker makes and verifies the text of a hash. */
export interface Hashing {
  hash(password: string): string;
  verify(storedHash: string, password: string): boolean;
}

/** The first message of a worker. */
export type Started = 'started';

/**
 * What a thread of the hash pool does: one synchronous hash after another. The password lives in the message and in the call,
 * and is kept nowhere.
 *
 * While more than one task lies here, a reply waits for the next one, if that is short, and both go together: the event loop, whose
 * caches each hash leaves cold, is woken once for them. One task is left for it to begin with meanwhile.
 */
export function answerTasks(hashing: Hashing): void {
  const port = parentPort;
  if (port === null) throw new Error('Only a thread of the hash pool answers tasks.');
  port.on('message', (first: HashTask) => {
    const tasks = [first, ...arrived(port)];
    let replies: HashReply[] = [];
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      replies.push(perform(task, hashing));
      tasks.push(...arrived(port));
      if (tasks.length > 1 && tasks[0]?.isShort) continue;
      port.postMessage(replies);
      replies = [];
    }
  });
  port.postMessage('started' satisfies Started);
}

function* arrived(port: MessagePort): Generator<HashTask> {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) yield next.message;
}

function perform(task: HashTask, hashing: Hashing): HashReply {
  const hashes: Timed[] = [];
  const timed = <Value>(kind: Timed['kind'], hash: () => Value): Value => {
    const start = performance.now();
    try {
      return hash();
    } finally {
      hashes.push({ kind, ms: performance.now() - start });
    }
  };
  const hash = (password: string) => timed('hash', () => hashing.hash(password));
  try {
    if (task.kind === 'hash') return { value: hash(task.password), hashes };
    const startedAt = performance.now();
    const isRight = timed('verify', () => hashing.verify(task.storedHash, task.password));
    if (!isRight && task.kind === 'verify') workUntil(startedAt + refusalMsOf(task));
    return { value: isRight && task.kind === 'replace' ? hash(task.newPassword) : isRight, hashes };
  } catch (error) {
    return { error: String(error), hashes };
  }
}

/** A password that is sent in another spelling is compared twice. */
const refusalMsOf = ({ refusalMs = 0, password }: Verification): number => refusalMs * spellingsOf(password).length;

/**
 * Goes on as long as a slower hash would have: then neither the time of the answer nor the time of those who wait behind it tells
 * which one it was.
 */
function workUntil(end: number): void {
  while (performance.now() < end) pbkdf2Sync('', '', 1000, 32, 'sha256');
}

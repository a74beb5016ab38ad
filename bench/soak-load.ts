import { setTimeout } from 'node:timers/promises';
import { Connection } from './connection.ts';
import { answerScript } from './script.ts';
import { percentile } from './statistics.ts';
import { changeRequests, signInRequest, tokenRequest, userCount } from './world.ts';

// Everybody signs in, changes the password, and changes it back, again and again at a steady pace: each step at a fixed time,
// from which it is timed, or as soon as that of the same user before it is done. A process of its own.

export interface SoakOptions {
  readonly urls: readonly string[];
  readonly stepsPerSecond: number;
  readonly seconds: number;
}

interface Pace {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

export interface SoakResult {
  readonly changes: Pace;
  readonly signIns: Pace;
  /** Answers that were not as they should be. */
  readonly wrong: number;
}

/** How many hashes the three steps take. */
export const hashesPerRound = 5;
export const stepsPerRound = 3;

interface Step {
  readonly isChange: boolean;
  readonly ms: number;
  readonly isRight: boolean;
}

if (import.meta.main) await answerScript(soak);

async function soak(options: SoakOptions): Promise<SoakResult> {
  const token = await newToken(options);
  const begin = performance.now();
  const users = Array.from({ length: userCount }, (_, user) => goOn(options, token, user, begin));
  const steps = (await Promise.all(users)).flat();
  return {
    changes: paceOf(steps.filter(({ isChange }) => isChange)),
    signIns: paceOf(steps.filter(({ isChange }) => !isChange)),
    wrong: steps.filter(({ isRight }) => !isRight).length,
  };
}

/** A run is longer than a token lives. */
async function newToken({ urls }: SoakOptions): Promise<string> {
  const connection = await Connection.open(urls);
  const { body } = await connection.exchange(tokenRequest());
  connection.close();
  return (JSON.parse(body) as { access_token: string }).access_token;
}

/** Ends after a whole round, so that the user has the password from before. What was refused is tried again in the next turn. */
async function goOn(
  { urls, stepsPerSecond, seconds }: SoakOptions,
  token: string,
  user: number,
  begin: number,
): Promise<Step[]> {
  const connection = await Connection.open(urls);
  const requests = [signInRequest(user), ...changeRequests(token, user)];
  const steps: Step[] = [];
  for (let [n, done] = [0, 0]; ; n += 1) {
    const due = begin + ((n * userCount + user) * 1000) / stepsPerSecond;
    const step = done % stepsPerRound;
    if (step === 0 && due >= begin + seconds * 1000) break;
    await setTimeout(Math.max(0, due - performance.now()));
    const start = Math.min(due, performance.now());
    const { status, body } = await connection.exchange(requests[step] as Buffer);
    const isChange = step > 0;
    const isRight = status === 200 && body.includes(isChange ? '"succeeded":true' : '"access_token"');
    if (isRight) done += 1;
    steps.push({ isChange, isRight, ms: performance.now() - start });
  }
  connection.close();
  return steps;
}

function paceOf(steps: readonly Step[]): Pace {
  const times = steps.map(({ ms }) => ms);
  return { count: steps.length, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

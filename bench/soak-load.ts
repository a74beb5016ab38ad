import { setTimeout } from 'node:timers/promises';
import { type Answer, Connection } from './connection.ts';
import { isRefusal } from './refusals.ts';
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
  /** Those of a busy server that sheds load, of how many. */
  readonly refused: number;
  readonly asked: number;
}

/** How many hashes the three steps take. */
export const hashesPerRound = 5;
export const stepsPerRound = 3;

interface Step {
  readonly isChange: boolean;
  readonly ms: number;
  readonly outcome: 'right' | 'wrong' | 'refused';
}

if (import.meta.main) await answerScript(soak);

async function soak(options: SoakOptions): Promise<SoakResult> {
  const token = await newToken(options);
  const begin = performance.now();
  const users = Array.from({ length: userCount }, (_, user) => goOn(options, token, user, begin));
  const steps = (await Promise.all(users)).flat();
  const of = (wanted: Step['outcome']) => steps.filter(({ outcome }) => outcome === wanted);
  const served = steps.filter(({ outcome }) => outcome !== 'refused');
  return {
    changes: paceOf(served.filter(({ isChange }) => isChange)),
    signIns: paceOf(served.filter(({ isChange }) => !isChange)),
    wrong: of('wrong').length,
    refused: of('refused').length,
    asked: steps.length,
  };
}

/** A run is longer than a token lives. */
async function newToken({ urls }: SoakOptions): Promise<string> {
  const connection = await Connection.open(urls);
  const { body } = await connection.ask(tokenRequest());
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
    const answer = await connection.exchange(requests[step] as Buffer);
    const isChange = step > 0;
    const outcome = outcomeOf(answer, isChange ? '"succeeded":true' : '"access_token"');
    if (outcome === 'right') done += 1;
    steps.push({ isChange, outcome, ms: performance.now() - start });
  }
  connection.close();
  return steps;
}

function outcomeOf(answer: Answer, expected: string): Step['outcome'] {
  if (isRefusal(answer)) return 'refused';
  return answer.status === 200 && answer.body.includes(expected) ? 'right' : 'wrong';
}

function paceOf(steps: readonly Step[]): Pace {
  const times = steps.map(({ ms }) => ms);
  return { count: steps.length, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

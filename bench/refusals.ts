import { setTimeout } from 'node:timers/promises';
import type { Answer } from './connection.ts';

// A busy machine has a server that sheds load: it answers 503, and is asked again. Counted in this process.

let [asked, refused] = [0, 0];

/** Fewer say nothing of their share. */
const fewest = 20;

/** With more of them, it is not the server that was measured. */
const mostShare = 0.02;

/** What the server asks for at least. Milliseconds. */
const pauseMs = 1000;

export const isRefusal = ({ status }: Answer): boolean => status === 503;

/**
 * Asks until the server does not refuse for want of time.
 *
 * @throws Error when it refuses many, saying how many.
 */
export async function untilServed(exchange: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    asked += 1;
    const answer = await exchange();
    if (!isRefusal(answer)) return answer;
    refused += 1;
    if (refused > fewest && refused > asked * mostShare) throw new Error(`The server sheds too much load: ${said()}.`);
    await setTimeout(pauseMs);
  }
}

/** Says how many there were, if there were any. */
export function reportRefusals(): void {
  if (refused > 0) process.stderr.write(`${said()}, and were asked again.\n`);
}

const said = (): string => `${refused} of ${asked} requests were refused with 503`;

import { ceiling, floor } from './hash/argon2id.ts';
import type { Argon2Parameters } from './hash/scheme.ts';

/** How long a hash takes, in milliseconds. */
export interface HashTimes {
  readonly aloneMs: number;
  /** With every thread at work. */
  readonly busyMs: number;
}

export interface Measured extends HashTimes {
  readonly parameters: Argon2Parameters;
}

export interface Calibration {
  /** How long a hash may take with every thread at work, in milliseconds. */
  readonly targetMs: number;
  /** Fixed when it is given; else as much as the time allows, up to `mostMemoryKiB`. */
  readonly memoryKiB: number | undefined;
  readonly mostMemoryKiB: number;
  readonly parallelism: number;
  readonly measure: (parameters: Argon2Parameters) => Promise<HashTimes>;
}

const stepKiB = 1024;

/** The time is nearly proportional to the memory: two are enough on a quiet machine. */
const mostTries = 6;

/**
 * The strongest parameters whose hash takes no longer than the target, as measured here: memory before passes, because memory
 * is what costs an attacker most (RFC 9106, section 4). Nothing below the floor: where that takes longer already, it is the
 * result.
 */
export async function calibrate(calibration: Calibration): Promise<Measured> {
  const { targetMs, memoryKiB, parallelism } = calibration;
  const { iterations } = floor;
  const least = await tryOut(calibration, { memoryKiB: memoryKiB ?? floor.memoryKiB, iterations, parallelism });
  if (least.busyMs >= targetMs) return least;
  const best = memoryKiB === undefined ? await growMemory(calibration, least) : least;
  const isAll = memoryKiB !== undefined || best.parameters.memoryKiB >= calibration.mostMemoryKiB;
  return isAll ? await growPasses(calibration, best) : best;
}

async function growMemory(calibration: Calibration, least: Measured): Promise<Measured> {
  const { targetMs, mostMemoryKiB } = calibration;
  let best = least;
  let tooMuchKiB = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < mostTries && best.busyMs < 0.95 * targetMs; tries += 1) {
    const wanted = (best.parameters.memoryKiB * targetMs) / best.busyMs;
    const between = (best.parameters.memoryKiB + tooMuchKiB) / 2;
    const memoryKiB = Math.min(Math.floor(Math.min(wanted, between) / stepKiB) * stepKiB, mostMemoryKiB);
    if (memoryKiB <= best.parameters.memoryKiB) break;
    const tried = await tryOut(calibration, { ...least.parameters, memoryKiB });
    if (tried.busyMs > targetMs) tooMuchKiB = memoryKiB;
    else best = tried;
  }
  return best;
}

async function growPasses(calibration: Calibration, least: Measured): Promise<Measured> {
  const { targetMs } = calibration;
  const first = least.parameters.iterations;
  let iterations = Math.min(Math.floor((first * targetMs) / least.busyMs), ceiling.iterations);
  for (; iterations > first; iterations -= 1) {
    const tried = await tryOut(calibration, { ...least.parameters, iterations });
    if (tried.busyMs <= targetMs) return tried;
  }
  return least;
}

const tryOut = async ({ measure }: Calibration, parameters: Argon2Parameters): Promise<Measured> => ({
  parameters,
  ...(await measure(parameters)),
});

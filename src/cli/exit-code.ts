import { GatehouseError, StartupError } from '../errors.ts';
import { remedyFor } from '../store/faults.ts';
import { UsageError } from './options.ts';

/** What the exit code of a command says. Part of what scripts rely on: none is ever given another meaning. */
export const exitCodes = { done: 0, failed: 1, usage: 2, notFound: 3, refused: 4 } as const;

type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What the operator is told of an error, in one line; undefined for a fault that nobody has foreseen. */
export function explain(error: unknown): { readonly message: string; readonly exitCode: ExitCode } | undefined {
  if (error instanceof UsageError) return { message: error.message, exitCode: exitCodes.usage };
  if (error instanceof StartupError) return { message: error.message, exitCode: exitCodes.failed };
  const remedy = remedyFor(error);
  if (remedy !== undefined) return { message: remedy, exitCode: exitCodes.failed };
  return error instanceof GatehouseError ? refusalOf(error) : undefined;
}

/**
 * What a command throws that the store has stopped in the middle, when it had committed a part of its work.
 *
 * @param far how far it came, and how it goes on.
 */
export function stoppedInPart(error: unknown, far: string): unknown {
  if (!(error instanceof GatehouseError) || error.failure.code !== 'Unavailable') return error;
  return new StartupError(`${remedyFor(error, true) ?? unavailabilityOf(error.failure).said} ${far}`);
}

/** A use case refuses for an operator what it refuses for everybody. */
function refusalOf({ failure }: GatehouseError): ReturnType<typeof explain> {
  const refused = (message: string) => ({ message, exitCode: exitCodes.refused });
  switch (failure.code) {
    case 'NotFound':
      return { message: failure.detail, exitCode: exitCodes.notFound };
    case 'IdentityFailure':
    case 'BulkFailure':
      return refused(failure.errors.map(({ description }) => description).join(' '));
    case 'ValidationFailed':
      return refused(Object.values(failure.errors).flat().join(' '));
    case 'BadRequest':
    case 'Conflict':
    case 'Forbidden':
      return refused(failure.detail);
    case 'ServiceError':
      return refused(failure.message);
    case 'TooManyRequests':
      return refused(`This was asked for too often. Try again in ${minutesOf(failure.retryAfterSeconds)}.`);
    case 'Unavailable': {
      const { said, advice } = unavailabilityOf(failure);
      return { message: advice ? `${said} ${advice}` : said, exitCode: exitCodes.failed };
    }
    default:
      return undefined;
  }
}

const minutesOf = (seconds: number): string => (seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`);

const unavailabilityOf = ({ reason }: { readonly reason: string }): Unavailability =>
  unavailable[reason] ?? unavailable.failing;

const unavailable: Readonly<Record<string, Unavailability>> & { readonly failing: Unavailability } = {
  busy: {
    said: 'Another process writes to the store for longer than a command waits.',
    advice: 'Nothing was changed: try again.',
  },
  uncertain: {
    said: 'The store went away while it was written. Look whether the change was kept before you try again.',
  },
  failing: { said: 'The store cannot be read or written at this moment.', advice: 'Nothing was changed.' },
};

interface Unavailability {
  readonly said: string;
  /** To whoever has changed nothing before. */
  readonly advice?: string;
}

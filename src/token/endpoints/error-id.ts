import { timingSafeEqual } from 'node:crypto';
import type { Sealer } from '../../directory/sealer.ts';

/** What the page of errors may tell people about a request that cannot be answered. */
interface ShownError {
  readonly Error: string;
  readonly ErrorDescription: string;
  readonly RequestId: string | null;
  readonly ClientId: string | null;
}

/** What the page says besides what clients of the original read. */
export interface ErrorDetails {
  /** The name of the application. */
  readonly application?: string | undefined;
  /** The organization that was asked for, where there is none of that name for the application. */
  readonly organization?: string | undefined;
  /** In words for its developer. */
  readonly detail?: string | undefined;
  /** An address that the application has registered, where it learns what went wrong. */
  readonly backTo?: string | undefined;
}

/** Turns errors into the `errorId` that stands in the address of the page, and back. */
export interface ErrorIds {
  write(data: ShownError & Readonly<Record<string, unknown>>, note: ErrorDetails): string;
  /** Undefined when this server has not written it: anybody can send people to the page. */
  read(errorId: string): (ShownError & ErrorDetails) | undefined;
}

const label = 'page error';

/** JSON in base64url, as clients of the original read it, with our mark as its last member. */
export function createErrorIds({ sign }: Pick<Sealer, 'sign'>): ErrorIds {
  return {
    write(data, note) {
      const text = `{"Created":${ticks(Date.now())},"Data":${JSON.stringify(data)},"Note":${JSON.stringify(note)}`;
      return Buffer.from(`${text},"Mark":"${sign(text, label)}"}`).toString('base64url');
    },
    read(errorId) {
      const json = Buffer.from(errorId, 'base64url').toString();
      const [, text, mark = ''] = /^(.*),"Mark":"([\w-]+)"\}$/s.exec(json) ?? [];
      if (text === undefined || !isEqual(mark, sign(text, label))) return undefined;
      const { Data, Note } = JSON.parse(`${text}}`) as { readonly Data: ShownError; readonly Note?: ErrorDetails };
      return { ...Note, ...Data };
    },
  };
}

function isEqual(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Tenths of microseconds since the year 1, as .NET counts. The number is too large to be exact as one of ours. */
const ticks = (ms: number): bigint => BigInt(ms) * 10_000n + 621_355_968_000_000_000n;

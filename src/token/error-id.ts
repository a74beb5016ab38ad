import { hash } from 'node:crypto';
import type { Sealer } from '../directory/sealer.ts';

/** What the page of errors may tell people about a request that cannot be answered. */
interface ShownError {
  readonly Error: string;
  readonly ErrorDescription: string;
  readonly RequestId: string | null;
  readonly ClientId: string | null;
}

/** Turns errors into the `errorId` that stands in the address of the page, and back. */
export interface ErrorIds {
  write(data: ShownError & Readonly<Record<string, unknown>>): string;
  /** Undefined when this server has not written it: anybody can send people to the page. */
  read(errorId: string): ShownError | undefined;
}

const label = 'form error';

/** JSON in base64url, as clients of the original read it, with our mark as its last member. */
export function errorIds(sealer: Sealer): ErrorIds {
  const digest = (text: string): string => hash('sha256', text, 'base64url');
  return {
    write(data) {
      const text = `{"Created":${ticks(Date.now())},"Data":${JSON.stringify(data)}`;
      const mark = sealer.seal(digest(text), label);
      return Buffer.from(`${text},"Mark":"${mark}"}`).toString('base64url');
    },
    read(errorId) {
      const json = Buffer.from(errorId, 'base64url').toString();
      const [, text, mark = ''] = /^(.*),"Mark":"([\w-]+)"\}$/s.exec(json) ?? [];
      if (text === undefined || sealer.unseal(mark, label) !== digest(text)) return undefined;
      return (JSON.parse(`${text}}`) as { readonly Data: ShownError }).Data;
    },
  };
}

/** Tenths of microseconds since the year 1, as .NET counts. The number is too large to be exact as one of ours. */
const ticks = (ms: number): bigint => BigInt(ms) * 10_000n + 621_355_968_000_000_000n;

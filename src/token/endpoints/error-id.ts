import { equalInConstantTime } from '../../constant-time.ts';
import type { Sealer } from '../../directory/sealer.ts';

/** What the error page shows about a request that cannot be answered. */
interface ShownError {
  readonly Error: string;
  readonly ErrorDescription: string;
  readonly RequestId: string | null;
  readonly ClientId: string | null;
}

/** What the page shows besides the members that clients of the original read. */
export interface ErrorDetails {
  /** The name of the application. */
  readonly application?: string | undefined;
  /** The requested organization, if it does not exist or the application is not for it. */
  readonly organization?: string | undefined;
  /** A sentence for the developer of the application. */
  readonly detail?: string | undefined;
  /** A registered redirect URI with the error in it, for a link back to the application. */
  readonly backTo?: string | undefined;
}

/** Converts errors into the `errorId` in the URL of the page, and back. */
export interface ErrorIds {
  write(data: ShownError & Readonly<Record<string, unknown>>, note: ErrorDetails): string;
  /** Undefined when this server has not written it: anyone can send people to the page. */
  read(errorId: string): (ShownError & ErrorDetails) | undefined;
}

const label = 'page error';

/** JSON in base64url, as clients of the original read it, with our signature as its last member. */
export function createErrorIds({ sign }: Pick<Sealer, 'sign'>): ErrorIds {
  return {
    write(data, note) {
      const text = `{"Created":${ticks(Date.now())},"Data":${JSON.stringify(data)},"Note":${JSON.stringify(note)}`;
      return Buffer.from(`${text},"Mark":"${sign(text, label)}"}`).toString('base64url');
    },
    read(errorId) {
      const json = Buffer.from(errorId, 'base64url').toString();
      const [, text, mark = ''] = /^(.*),"Mark":"([\w-]+)"\}$/s.exec(json) ?? [];
      if (text === undefined || !equalInConstantTime(mark, sign(text, label))) return undefined;
      const { Data, Note } = JSON.parse(`${text}}`) as { readonly Data: ShownError; readonly Note?: ErrorDetails };
      return { ...Note, ...Data };
    },
  };
}

/** The ticks of .NET: tenths of microseconds since the year 1. The number is too large to be exact as a `number`. */
const ticks = (ms: number): bigint => BigInt(ms) * 10_000n + 621_355_968_000_000_000n;

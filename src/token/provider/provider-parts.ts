import type { Throttle } from '../../admission/throttle.ts';
import type { Tables } from '../../directory/store.ts';
import type { SessionParts } from '../browser/sessions.ts';
import type { TicketParts } from '../browser/waiting-request.ts';
import type { ErrorIds } from '../endpoints/error-id.ts';
import type { IdTokenHint } from '../jwt/id-token.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import type { Participants } from '../logout/notice.ts';
import type { AuthorizationCodeParts } from './authorization-code.ts';

export interface ProviderParts extends SessionParts, TicketParts, AuthorizationCodeParts {
  readonly sealer: TicketParts['sealer'];
  readonly issuer: string;
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly errorIds: ErrorIds;
  readonly participants: Participants;
  readonly directory: SessionParts['directory'] &
    Pick<Tables, 'applications' | 'apiResources' | 'consents' | 'groups' | 'memberships'>;
  /** Reads an ID token of any issuer of this server. */
  readonly readHint: (text: string) => Promise<IdTokenHint | undefined>;
  readonly signer: (now: number) => SigningKey;
  readonly throttle: Throttle;
  /** Called with every fault of the server, for the log; the caller only learns that there was one. */
  readonly onFault: (error: unknown) => void;
}

import type { AuditOrigin } from '../../directory/audit/entry.ts';
import type { BrowserSession } from './session.ts';

/** What a device without a browser asks for. */
export interface DeviceAuthorizationRequest {
  readonly application: { readonly id: string; readonly name: string };
  /** The only organization whose users may allow it; undefined when it may be any. */
  readonly organizationId: string | undefined;
  readonly scopes: readonly string[];
}

/**
 * How the page at `{prefix}/web/device` answers a device (RFC 8628 section 3.3). The person must be signed in, read what
 * the device is allowed, and press a button of a form that is protected against forgery.
 */
export interface DeviceAuthorizations {
  /** In whichever way the person typed the code; undefined when it is unknown, expired or was answered already. */
  find(userCode: string, session: BrowserSession): Promise<DeviceAuthorizationRequest | undefined>;
  /** Whether the person has not presented too many codes that are none; until they may again, no code is known. */
  mayGuess(session: BrowserSession): boolean;
  /** Answers false when the code is not waiting any more, or the user is none of the application's. */
  allow(userCode: string, session: BrowserSession, origin: AuditOrigin): Promise<boolean>;
  deny(userCode: string, session: BrowserSession): Promise<boolean>;
}

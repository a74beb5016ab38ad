import type { AuditOrigin } from '../../directory/audit/entry.ts';
import type { BrowserSession } from './session.ts';

/** The request of a device without a browser (RFC 8628 section 3.1). */
export interface DeviceAuthorizationRequest {
  readonly application: { readonly id: string; readonly name: string };
  /** The only organization whose users may allow it; undefined when users of any organization may. */
  readonly organizationId: string | undefined;
  readonly scopes: readonly string[];
  /** What the application wants proved before, with `acr_values=mfa` or `max_age`, and this session has not. */
  readonly lacks: 'secondFactor' | 'recentProof' | undefined;
}

/**
 * What the page at `{prefix}/web/device` needs to answer a device (RFC 8628 section 3.3). The person must be signed in,
 * must be shown what the device asks for, and must press a button of a form that is protected against forgery.
 */
export interface DeviceAuthorizations {
  /** Finds the request of a user code as the person typed it; undefined when it is unknown, expired or answered already. */
  find(userCode: string, session: BrowserSession): Promise<DeviceAuthorizationRequest | undefined>;
  /** False when the person has presented too many wrong codes; until it is true again, `find` returns undefined. */
  mayGuess(session: BrowserSession): boolean;
  /** Returns false when the code does not wait any more, the application is not for this user, or the session lacks a proof. */
  allow(userCode: string, session: BrowserSession, origin: AuditOrigin): Promise<boolean>;
  /** Returns false when the code does not wait any more. */
  deny(userCode: string, session: BrowserSession): Promise<boolean>;
}

import { errors } from 'oidc-provider';
import type { Application } from '../../directory/application.ts';

/** @param reason for the log: the answer does not tell it. */
export const clientNotAuthenticated = (reason?: string) =>
  new errors.InvalidClient('client authentication failed', reason);

/** Is looked up as any other, so that one that there is not takes as long. */
export const unknownApplication = { organizationId: '', id: '' } as Application;

import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Application } from '../../directory/application.ts';

/** @param reason for the log; the response does not contain it. */
export const clientNotAuthenticated = (reason?: string) =>
  new errors.InvalidClient('client authentication failed', reason);

/** Stands for an application that does not exist: it is looked up like any other, so that it takes the same time. */
export const unknownApplication = { organizationId: '', id: '' } as Application;

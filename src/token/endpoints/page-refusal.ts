import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { errorPageUrl } from '../provider/error-page.ts';
import type { Endpoint } from './endpoint.ts';
import type { ErrorIds } from './error-id.ts';
import { prefixOf } from './paths.ts';

/** A refusal of which a page tells: the one who sent the request is a person with a browser, and reads no JSON. */
export class PageRefusal extends Error {
  readonly refusal: errors.OIDCProviderError;
  readonly url: string;

  constructor(refusal: errors.OIDCProviderError, url: string) {
    super(refusal.message, { cause: refusal });
    this.refusal = refusal;
    this.url = url;
  }
}

interface PagePlace {
  readonly externalUrl: string;
  readonly errorIds: ErrorIds;
}

/**
 * The endpoint, of whose request a page tells when it cannot even be read: it is too large, for instance. What no browser
 * sends, such as a body that is compressed, is answered as everywhere.
 */
export const toldOnPage = (path: string, endpoint: Endpoint, { externalUrl, errorIds }: PagePlace): Endpoint => ({
  ...endpoint,
  handle: async (request, response, note) => {
    try {
      await endpoint.handle(request, response, note);
    } catch (error) {
      if (!(error instanceof errors.OIDCProviderError) || error.statusCode !== 400) throw error;
      const { error: code, error_description } = error;
      const prefix = prefixOf(request.originalUrl ?? '', path);
      const place = { externalUrl, errorIds, prefix, traceId: request.traceId ?? null, parameters: {} };
      throw new PageRefusal(error, errorPageUrl({ error: code, error_description }, place));
    }
  },
});

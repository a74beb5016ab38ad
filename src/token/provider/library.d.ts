// Parts of the protocol library that are loaded without the rest of it, as they are. Its types have no names for them.

declare module 'oidc-provider/lib/helpers/errors.js' {
  import { errors } from 'oidc-provider';
  export = errors;
}

declare module 'oidc-provider/lib/helpers/als.js' {
  import type { AsyncLocalStorage } from 'node:async_hooks';
  import type { KoaContextWithOIDC } from 'oidc-provider';

  const context: AsyncLocalStorage<KoaContextWithOIDC>;
  export default context;
}

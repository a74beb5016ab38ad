import { createRequire } from 'node:module';
import { nextTurn } from '../../turns.ts';

type Loaded = typeof import('./provider.ts');

let loading: Promise<Loaded> | undefined;

/**
 * The protocol library, which takes a tenth of a second and 10 MiB: it is loaded for the first request that is for it, and not
 * by a server that only issues tokens to applications.
 */
export const loadProvider = (): Promise<Loaded> => {
  loading ??= loadInTurns();
  return loading;
};

/** What an import brings with it is loaded in one go, so the larger parts of the library are loaded before it. */
async function loadInTurns(): Promise<Loaded> {
  const requireOfLibrary = createRequire(import.meta.resolve('oidc-provider'));
  const requireOfKoa = createRequire(requireOfLibrary.resolve('koa'));
  const parts: readonly (() => unknown)[] = [
    () => requireOfKoa('accepts'),
    () => requireOfKoa('./request'),
    () => requireOfKoa('./response'),
    () => requireOfLibrary('koa'),
    () => requireOfLibrary('jose'),
    () => requireOfLibrary('./helpers/configuration.js'),
    () => requireOfLibrary('./models/index.js'),
    () => requireOfLibrary('oidc-provider'),
  ];
  for (const load of parts) {
    load();
    await nextTurn();
  }
  return await import('./provider.ts');
}

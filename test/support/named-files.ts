import { registerHooks } from 'node:module';

// Loaded before everything else (`--require`). As at the front door (`src/main.ts.js`), an import that names a file is believed, and
// so is its ending: to look up 1,500 of them first takes a fifth of the time in which a process of the tests loads the server.

/** Packages of nothing but modules. */
const ofModules = /\/node_modules\/(?:kysely|jose)\//;

registerHooks({
  resolve: (specifier, context, next) => {
    const { parentURL, conditions } = context;
    const isNamed = parentURL !== undefined && conditions.includes('import') && /^\.\.?\/.*\.[jt]s$/.test(specifier);
    if (!isNamed) return next(specifier, context);
    const format = specifier.endsWith('.ts') ? 'module-typescript' : ofModules.test(parentURL) ? 'module' : undefined;
    return { url: new URL(specifier, parentURL).href, format, shortCircuit: true };
  },
});

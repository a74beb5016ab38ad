#!/usr/bin/env node
// `node src/main.ts` finds this file: Node appends `.js` to a main file that does not exist as written. Plain
// JavaScript at the front door lets a Node that cannot read TypeScript say so in one line instead of a stack trace.

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Gatehouse needs Node 24 or newer, but this is Node ${process.versions.node}. Where the source is, "npm ci" brings one, and "npm start" runs it.\n`,
  );
  process.exit(1);
}

// By default Node opens a debugger to whoever may send this one, whatever it is running.
process.on('SIGUSR1', () => {});

// Stripped and compiled once, sources load in half the time and the stripper stays out of memory, in threads as well.
process.env.NODE_COMPILE_CACHE ??= `${import.meta.dirname}/../node_modules/.cache/gatehouse`;
const { existsSync } = await import('node:fs');
const { enableCompileCache, registerHooks } = await import('node:module');
enableCompileCache();

// An import that names a file is believed, and so is its ending: to look the file up first, and what its folder says of it, takes a
// sixth of the time of a start. Modules get as much of Node's HTTP as they use.
const http = new URL('./node-http.js', import.meta.url).href;
// Two packages of three hundred modules, and of nothing else: what they are is not looked up for each.
const ofModules = /\/node_modules\/(?:kysely|jose)\//;
registerHooks({
  resolve: (specifier, context, next) => {
    const { parentURL, conditions } = context;
    if (parentURL === undefined || !conditions.includes('import')) return next(specifier, context);
    if (specifier === 'node:http') return { url: http, shortCircuit: true };
    if (!/^\.\.?\/.*\.[jt]s$/.test(specifier)) return next(specifier, context);
    const format = specifier.endsWith('.ts') ? 'module-typescript' : ofModules.test(parentURL) ? 'module' : undefined;
    return { url: new URL(specifier, parentURL).href, format, shortCircuit: true };
  },
});

// Below node_modules Node reads no TypeScript: the package has what `deploy/package.ts` makes of the sources.
const made = '../lib/cli/run.js';
const hasSources = existsSync(`${import.meta.dirname}/cli/run.ts`);
const { run } = await (hasSources ? import('./cli/run.ts') : import(made));
process.exitCode = await run(process.argv.slice(2));

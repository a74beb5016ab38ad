import { inspect } from 'node:util';
import { run } from '../../src/cli/run.ts';

// Runs commands of `gatehouse` one after the other, for `command.ts`. Loading them takes much longer than most take.

interface Asked {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

process.setMaxListeners(0);
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

process.on('message', async ({ args, environment }: Asked) => {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, { PATH, NODE_COMPILE_CACHE, ...environment });
  const [stdout, stderr] = [kept(process.stdout), kept(process.stderr)];
  try {
    const code = await run(args);
    process.send?.({ code, stdout: stdout(), stderr: stderr() });
  } catch (error) {
    // Whoever asked is told what it was. Then this process ends: nobody knows what the command has left behind in it.
    process.send?.({ thrown: inspect(error) }, () => process.exit(1));
  }
});

/** Keeps what is written instead of writing it. What is returned tells it, and ends that. */
function kept(stream: NodeJS.WriteStream): () => string {
  const write = stream.write;
  let text = '';
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    for (const done of rest) if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
  return () => {
    stream.write = write;
    return text;
  };
}

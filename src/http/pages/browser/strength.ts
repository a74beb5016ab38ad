/** What the scripts of `@zxcvbn-ts` leave behind. */
interface Estimator {
  check(password: string): { readonly score: number };
}

interface Packages {
  readonly core: { readonly ZxcvbnFactory: new (options: object) => Estimator };
  readonly 'language-common': { readonly dictionary: object; readonly adjacencyGraphs: object };
  readonly 'language-en': { readonly dictionary: object };
}

/** More of a password says nothing more about its strength, and takes time. */
const longest = 128;

let loading: Promise<Estimator> | undefined;

/**
 * From 0 (guessed at once) to 4. The estimator and its word lists are fetched when somebody types a new password, and
 * not before: they are far larger than everything else. Undefined when they cannot be had.
 */
export async function estimateStrength(meter: HTMLElement, password: string): Promise<number | undefined> {
  loading ??= load((meter.dataset.scripts ?? '').split(' '));
  try {
    return (await loading).check(password.slice(0, longest)).score;
  } catch {
    return undefined;
  }
}

async function load(files: readonly string[]): Promise<Estimator> {
  for (const file of files) await addScript(new URL(file, import.meta.url).href);
  const { core, ...languages } = (globalThis as unknown as { readonly zxcvbnts: Packages }).zxcvbnts;
  const { 'language-common': common, 'language-en': english } = languages;
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
  });
}

function addScript(src: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

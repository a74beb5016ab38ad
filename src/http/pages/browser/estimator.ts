// Comes after the scripts of `@zxcvbn-ts`, in a thread of its own. Each message is a password, with a port for its strength.

/** What those scripts leave behind. */
interface Packages {
  readonly core: { readonly ZxcvbnFactory: new (options: object) => Estimator };
  readonly 'language-common': { readonly dictionary: object; readonly adjacencyGraphs: object };
  readonly 'language-en': { readonly dictionary: object };
}

interface Estimator {
  check(password: string): { readonly score: number };
}

const { core, ...languages } = (globalThis as unknown as { readonly zxcvbnts: Packages }).zxcvbnts;
const { 'language-common': common, 'language-en': english } = languages;
const estimator = new core.ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
});

globalThis.onmessage = ({ data, ports }: MessageEvent<string>) => {
  for (const port of ports) port.postMessage(estimator.check(data).score);
};

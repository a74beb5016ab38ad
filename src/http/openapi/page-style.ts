/** What the page of the API looks like. It stands in the page, which allows no other style. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --canvas: light-dark(#f3f5f4, #101413);
  --surface: light-dark(#fff, #191f1d);
  --line: light-dark(#d5dcd9, #333d39);
  --quiet: light-dark(#4d5a55, #a9b6b1);
  --link: light-dark(#0a6655, #7fd0bd);
  font: 16px/1.5 system-ui, sans-serif;
}
body { background: var(--canvas); margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.625rem; margin: 0; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
h3 { font-size: .875rem; letter-spacing: .04em; margin: 1.25rem 0 .25rem; text-transform: uppercase; }
a { color: var(--link); }
.version, .what, h3 { color: var(--quiet); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0; }
details { background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .6rem .9rem; }
details[open] > summary { margin-bottom: .5rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.method { border-radius: .25rem; color: #fff; display: inline-block; font-size: .75rem; font-weight: 700; min-width: 3.75rem; padding: .1rem .4rem; text-align: center; }
.get { background: #1f5f99; }
.post { background: #0a6640; }
.put, .patch { background: #8a5a00; }
.delete { background: #a3202c; }
table { border-collapse: collapse; display: block; font-size: .9375rem; overflow-x: auto; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem 1.25rem .35rem 0; text-align: left; vertical-align: top; }
th { color: var(--quiet); font-size: .8125rem; font-weight: 600; }
code, pre { font-family: ui-monospace, monospace; font-size: .875rem; }
a, p, code, h2 { overflow-wrap: anywhere; }
pre { background: var(--canvas); border-radius: .5rem; margin: .25rem 0; overflow-wrap: anywhere; padding: .75rem 1rem; white-space: pre-wrap; }
`;

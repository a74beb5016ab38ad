import { clientFields, inPowerShell, inShell, proofs, quoted, type SnippetFacts } from './snippet.ts';

// A form that a program sends to an endpoint, in each language: fields that are known, then fields that the program has in
// variables, then what proves the application.

type Fields = Readonly<Record<string, string>>;

/** @param variables fields whose value is an expression of the language. */
export function curlForm(facts: SnippetFacts, path: string, fields: Fields, variables: Fields = {}): string {
  const { proof, issuer } = facts;
  const known = Object.entries({ ...clientFields(facts), ...fields });
  const lines = [
    ...known.map(([name, value]) => `  --data-urlencode ${inShell(`${name}=${value}`)}`),
    ...Object.entries(variables).map(([name, value]) => `  --data-urlencode "${name}=${value}"`),
    ...(proof === 'none' ? [] : [`  --data-urlencode ${proofs[proof].field}@-`]),
  ];
  const proved = proof === 'none' ? '' : `printf %s "$${proofs[proof].variable}" | `;
  return `${proved}curl -sS ${inShell(`${issuer}${path}`)} \\\n${lines.join(' \\\n')}`;
}

/** The lines of an object, a dictionary or a list of pairs. */
function lines(
  facts: SnippetFacts,
  fields: Fields,
  variables: Fields,
  proof: (variable: string) => string,
  line: (name: string, value: string) => string,
): string {
  const known = Object.entries({ ...clientFields(facts), ...fields });
  const proved =
    facts.proof === 'none' ? [] : [[proofs[facts.proof].field, proof(proofs[facts.proof].variable)] as const];
  return [
    ...known.map(([name, value]) => line(name, quoted(value))),
    ...[...Object.entries(variables), ...proved].map(([name, value]) => line(name, value)),
  ].join('\n');
}

export const nodeForm = (facts: SnippetFacts, fields: Fields, variables: Fields = {}): string => {
  const members = lines(
    facts,
    fields,
    variables,
    (name) => `process.env.${name}`,
    (name, value) => `  ${name}: ${value},`,
  );
  return `{\n${members}\n}`;
};

export const pythonForm = (facts: SnippetFacts, fields: Fields, variables: Fields = {}): string => {
  const proof = (name: string) => `os.environ["${name}"]`;
  return `{\n${lines(facts, fields, variables, proof, (name, value) => `    "${name}": ${value},`)}\n}`;
};

export const csharpForm = (facts: SnippetFacts, fields: Fields, variables: Fields = {}): string => {
  const proof = (name: string) => `Environment.GetEnvironmentVariable("${name}")!`;
  const members = lines(facts, fields, variables, proof, (name, value) => `    ["${name}"] = ${value},`);
  return `new Dictionary<string, string>\n{\n${members}\n}`;
};

export function powerShellForm(facts: SnippetFacts, fields: Fields, variables: Fields = {}): string {
  const known = Object.entries({ ...clientFields(facts), ...fields });
  const proved = facts.proof === 'none' ? [] : [[proofs[facts.proof].field, `$env:${proofs[facts.proof].variable}`]];
  const members = [
    ...known.map(([name, value]) => `    ${name} = ${inPowerShell(value)}`),
    ...[...Object.entries(variables), ...proved].map(([name, value]) => `    ${name} = ${value}`),
  ];
  return `@{\n${members.join('\n')}\n}`;
}

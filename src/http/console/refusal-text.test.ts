import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { GatehouseError } from '../../errors.ts';
import { requireAcceptable } from '../../setting/write.ts';
import { languageTags, translator } from '../pages/language.ts';
import { consoleRefusalTexts } from '../pages/languages/en/console-refusal.ts';
import { refusalText } from './refusal-text.ts';

const [english, german] = [translator('en'), translator('de')];
const filled = (sentence: string) =>
  sentence.replaceAll(/(?<!\{)\{(\w+)\}(?!\})/g, (_, name: string) => (name === 'problem' ? 'is required' : 'x1'));

describe('a refusal of the API, on a page of the console', () => {
  it('is recognized, each known sentence as itself, and is the same sentence in English', () => {
    for (const [key, sentence] of Object.entries(consoleRefusalTexts)) {
      const said = filled(sentence);
      assert.equal(refusalText(english, said), said);
      if (key === 'refusal.problem.refused') continue;
      for (const tag of languageTags.filter((one) => one !== 'en')) {
        assert.notEqual(refusalText(translator(tag), said), said, `${tag} ${key}`);
      }
    }
  });

  it('has its values in the other language', () => {
    const said = refusalText(german, "A group with the name 'Duelling Club' already exists.");
    assert.equal(said, 'Eine Gruppe mit dem Namen „Duelling Club“ gibt es schon.');
    assert.equal(
      refusalText(german, "The redirect URI 'http://a/#b' must not have a fragment."),
      'http://a/#b: Die Adresse darf keinen Teil nach „#“ haben.',
    );
  });

  it('stays as it is where nobody has translated it', () => {
    const said = 'The field Jwks.keys.0 must be on the curve P-256, P-384, P-521.';
    assert.equal(refusalText(german, said), said);
    assert.equal(refusalText(german, 'x'.repeat(5000)).length, 5000);
  });

  it('is known for every refusal of a group, a person, an application, a setting and an organization', () => {
    const rooms = [
      'src/directory/{group,membership,organization,robot-account,certificate,application,api-resource}/**/*.ts',
    ];
    const unknown = globSync([
      ...rooms,
      'src/user/*.ts',
      'src/setting/*.ts',
      'src/password/mail-password-link.ts',
      'src/mail/postman.ts',
    ])
      .filter((file) => !/\.(?:test|fixture)\.ts$/.test(file) && !file.endsWith('application/install.ts'))
      .flatMap((file) => sentencesIn(readFileSync(file, 'utf8')))
      .filter(
        (sentence) => !/^The \S+ field is required\.$/.test(sentence) && refusalText(german, sentence) === sentence,
      );
    assert.deepEqual(unknown, []);
  });

  it('is known for every value that a setting refuses', () => {
    const values = {
      'Auth.Password.PreviousUseLimit': '99',
      'Auth.UserLockOut.IsEnabled': 'perhaps',
      'Auth.Password.PasswordComplexity': '{"Length":"0"}',
      'Auth.Password.Preset': 'strict',
      'Branding.AccentColor': 'red',
      'Branding.Logo': 'data:image/svg+xml;base64,AA==',
      'Branding.DisplayName': 'x'.repeat(1000),
      'Email.Smtp.Host': 'no host',
      'Email.Smtp.FromEmail': 'nobody',
    };
    for (const [key, value] of Object.entries(values)) {
      const refused = () => requireAcceptable([{ key, value }]);
      assert.throws(refused, (error: GatehouseError) => {
        const { failure } = error;
        assert.ok(failure.code === 'ValidationFailed');
        const [sentence = ''] = failure.errors[key] ?? [];
        assert.notEqual(refusalText(german, sentence), sentence, sentence);
        return true;
      });
    }
  });
});

/** What a file throws as sentences, with something in the place of what is filled in. */
function sentencesIn(source: string): readonly string[] {
  const thrown =
    /(?:detail: |conflict\(|badRequest\(|notFound\(|refused\(|forbidden\(|unsent\(|plain\(|problems\.\w+ = |const \w+ =\n {2})\s*(?:'([^'\n]+)'|"([^"\n]+)"|`([^`\n]+)`)/g;
  return [...source.matchAll(thrown)].map(([, one, other, template]) =>
    (one ?? other ?? template ?? '').replaceAll(/\$\{[^}]*\}/g, 'x1'),
  );
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAgent } from './user-agent.ts';

const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('what a person calls the browser and the system', () => {
  for (const [browser, system, userAgent] of [
    ['Chrome', 'Windows', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/141.0.0.0 Safari/537.36`],
    ['Edge', 'Windows', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0`],
    ['Edge', 'Android', `Mozilla/5.0 (Linux; Android 10) ${webKit} Chrome/141.0 Mobile Safari/537.36 EdgA/141.0`],
    ['Opera', 'Linux', `Mozilla/5.0 (X11; Linux x86_64) ${webKit} Chrome/139.0.0.0 Safari/537.36 OPR/123.0`],
    [
      'Samsung Internet',
      'Android',
      `Mozilla/5.0 (Linux; Android 15) ${webKit} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36`,
    ],
    ['Firefox', 'macOS', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0'],
    [
      'Firefox',
      'iPhone',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 FxiOS/143.0 Safari/605.1.15',
    ],
    ['Chrome', 'iPad', 'Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 CriOS/141.0 Safari/604.1'],
    [
      'Safari',
      'macOS',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15',
    ],
    ['Chrome', 'ChromeOS', `Mozilla/5.0 (X11; CrOS x86_64 16181.61.0) ${webKit} Chrome/141.0.0.0 Safari/537.36`],
    ['Chrome', 'Linux', `Mozilla/5.0 (X11; Linux x86_64) ${webKit} HeadlessChrome/141.0.0.0 Safari/537.36`],
    [undefined, undefined, 'curl/8.15.0'],
    [undefined, undefined, ''],
    [undefined, undefined, 'Chromeless Windowsill Linuxoid'],
  ] as const) {
    it(`is ${browser ?? 'nothing'} and ${system ?? 'nothing'} for ${userAgent.slice(0, 60) || 'an empty text'}`, () => {
      assert.deepEqual(describeAgent(userAgent), { browser, system });
    });
  }
});

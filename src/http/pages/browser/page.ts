import { watchCopies } from './copy.ts';
import { keepFields } from './kept-fields.ts';
import { moveOn } from './moving-on.ts';
import { watchOtherTabs } from './other-tabs.ts';
import { watchPasskeys } from './passkey.ts';
import { watchPolicies } from './policy-feedback.ts';
import { watchRepeats } from './repeat.ts';
import { watchReveals } from './reveal.ts';

// What a browser with scripts adds to a page. Every page does its work without it.
watchContent();
watchOtherTabs();
moveOn();
// htmx has put another page in the place of this one.
document.addEventListener('htmx:afterSettle', ({ target }) => {
  if (target !== document.body) return;
  watchContent();
  if (document.activeElement === document.body) document.querySelector('main')?.focus();
});

function watchContent(): void {
  watchReveals();
  watchPolicies();
  watchRepeats();
  watchCopies();
  watchPasskeys();
  keepFields(watchContent);
}

import { type Faults, faultOf, noFaults, submit } from '../../pages/fields.ts';
import { tokenField } from '../../pages/form-guard.ts';
import { html } from '../../pages/markup.ts';
import { areaField } from '../fields.ts';
import type { ConsoleVisit } from '../page.ts';
import { mostColumns, mostRows, type NoTable } from './table.ts';
import type { ImportView } from './view.ts';

type Problem = NoTable | 'tooLong' | 'lost';

/** Where it begins: a file, or rows that are pasted. */
export function uploadView(visit: ConsoleVisit, problem?: Problem): ImportView {
  const { t } = visit;
  const faults: Faults = problem
    ? { '': [t(`import.fault.${problem}`, { most: problem === 'tooWide' ? mostColumns : mostRows })] }
    : noFaults;
  const pasted = areaField({
    ...{ name: 'pasted', label: t('import.paste'), hint: t('import.pasteHint'), faults: noFaults },
    ...{ value: undefined, isOptional: true, rows: 6 },
  });
  const body = html`<section class="panel narrow"><p>${t('import.text', { most: mostRows })}</p>
<form class="stack" method="post" action="${visit.address}" enctype="multipart/form-data">
<input type="hidden" name="${tokenField}" value="${visit.formToken}">
${faultOf('', faults)}
<div class="field"><label for="file">${t('import.file')}</label><p class="hint" id="file-hint">${t('import.fileHint')}</p><input id="file" name="file" type="file" accept=".csv,.tsv,.txt,text/csv" aria-describedby="file-hint"></div>
${pasted}
<div class="buttons">${submit(t('import.next'))}</div>
</form></section>`;
  return { body, isRefused: problem !== undefined };
}

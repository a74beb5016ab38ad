import type { UndoForm } from '../pages/notice.ts';

/** What says in a form that it takes a change back (`undo`), or does again what was taken back (`redo`). */
export const undoField = 'undo';

export const isUndo = (form: URLSearchParams): boolean => form.get(undoField) === 'undo';

/** What the next form says, after this one. */
export const nextUndo = (form: URLSearchParams): UndoForm['fields'][number] => [
  undoField,
  isUndo(form) ? 'redo' : 'undo',
];

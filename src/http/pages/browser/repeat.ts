/** Says that a repeated password is another one as soon as that is certain, and stops saying so when it is right. */
export function watchRepeats(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>('input[data-repeats]')) {
    const first = document.getElementById(field.dataset.repeats ?? '');
    if (!(first instanceof HTMLInputElement)) continue;
    const judge = (isDone: boolean) => {
      const isRight = field.value === first.value || (!isDone && first.value.startsWith(field.value));
      say(field, field.value === '' || isRight ? '' : (field.dataset.unequal ?? ''));
    };
    field.addEventListener('input', () => judge(false));
    field.addEventListener('change', () => judge(true));
    first.addEventListener('change', () => judge(true));
  }
}

function say(field: HTMLInputElement, text: string): void {
  const id = `${field.id}-fault`;
  const line = document.getElementById(id) ?? addLine(field, id);
  if (line.textContent !== text) line.textContent = text;
  line.hidden = text === '';
  if (text === '') field.removeAttribute('aria-invalid');
  else field.setAttribute('aria-invalid', 'true');
}

function addLine(field: HTMLInputElement, id: string): HTMLElement {
  const line = Object.assign(document.createElement('div'), { id, className: 'fault' });
  line.setAttribute('role', 'alert');
  field.setAttribute('aria-describedby', [field.getAttribute('aria-describedby'), id].filter(Boolean).join(' '));
  field.closest('.field')?.append(line);
  return line;
}

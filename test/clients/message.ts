/** What a widely used client shows of a refusal: a headline, and every reason in it. */
export function messageOf(text: string): string {
  if (/^\s*</.test(text)) return '';
  const body = text === '' ? {} : JSON.parse(text);
  const headline = body.title ?? body.message ?? body.Message ?? body.errorMessage ?? body.error;
  return [headline, ...reasons(body.errors), ...reasons(body.result?.errors)].filter(Boolean).join(' ');
}

function reasons(errors: unknown): readonly string[] {
  if (Array.isArray(errors)) return errors.map((error) => error.description ?? error.message);
  return Object.entries((errors ?? {}) as Record<string, unknown>).flatMap(([key, texts]) =>
    [texts].flat().map((text) => `${key}: ${text}`),
  );
}

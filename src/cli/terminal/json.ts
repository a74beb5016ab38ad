import { createWriter } from '../../http/answer/write.ts';
import type { AnswerShape, Returned } from '../../operation/answer-shape.ts';
import { printJson } from '../print-line.ts';

/**
 * What prints things as the API returns them, an object in a line: enumerations by their names.
 *
 * @param more of each than the API tells.
 */
export function jsonPrinter<S extends AnswerShape>(shape: S): (value: Returned<S>, more?: object) => void {
  const write = createWriter(shape, 'names');
  return (value, more) => printJson({ ...(write(value as never) as object), ...more });
}

import { dto, flag, listOf, nullable, string } from '../../operation/answer-shape.ts';

/** How an operation on an account ended; a refusal has the same form, with every broken rule. */
export const IdentityResult = dto('IdentityResult', {
  succeeded: flag,
  errors: listOf(dto('IdentityError', { code: nullable(string), description: nullable(string) })),
});

export const succeeded = Object.freeze({ succeeded: true, errors: [] });

import { typeNames } from '../../directory/application/declaration.ts';
import { invalidMember } from '../../errors.ts';
import { enumeration, type Infer } from '../../json/shape.ts';

/** 0 is no type; the others are bits of who may use the scope. */
export const scopeTypes = ['none', ...typeNames] as const;

export const scopeType = enumeration('UiPath.IdentityServer.Contracts.ScopeType', scopeTypes, {
  nullable: true,
});

/** Absent: undefined. A number without a name, or `none`, is refused. */
export function readScopeType(
  given: Infer<typeof scopeType> | null,
  key: string,
): (typeof typeNames)[number] | undefined {
  if (given === null) return undefined;
  const type = typeNames.find((name) => name === given);
  if (type) return type;
  throw invalidMember(key, `The value '${given}' is not valid.`);
}

import { type Expression, propertyOf } from '../../source/languages/expression.ts';

// Roles by the type of the resource that they are given at, as templates wrote it before there was `scope`.
// https://learn.microsoft.com/azure/azure-resource-manager/templates/scope-extension-resources

export interface ExtendedType {
  /** The type of the resource that it extends. Empty where that is the one around it. */
  readonly of: string;
  /** Its own type. */
  readonly type: string;
}

/** `Microsoft.ContainerRegistry/registries/providers/roleAssignments`, or `providers/roleAssignments` within one. */
export function extendedType(type: string): ExtendedType | undefined {
  const [, of = '', own] = /^(?:(.*)\/)?providers\/(role(?:Assignments|Definitions))$/i.exec(type) ?? [];
  return own === undefined ? undefined : { of, type: `Microsoft.Authorization/${own}` };
}

/**
 * The body of a resource of such a type as one with a scope and a name of its own: its name is
 * `acr/Microsoft.Authorization/…`, and within the resource that it extends `Microsoft.Authorization/…`.
 */
export function withoutExtension(body: Expression, extended: ExtendedType, isWithin: boolean): Expression {
  if (body.kind === 'loop') return { ...body, body: withoutExtension(body.body, extended, isWithin) };
  if (body.kind === 'guarded') return { ...body, of: withoutExtension(body.of, extended, isWithin) };
  const name = propertyOf(body, 'name');
  if (body.kind !== 'mapping' || name === undefined) return body;
  const hasParent = isWithin || propertyOf(body, 'parent') !== undefined;
  const own = body.entries.filter(({ key }) => key?.kind !== 'text' || !/^(?:name|scope)$/.test(String(key.parts[0])));
  if (hasParent) return { ...body, entries: [...own, madeEntry(body, 'name', '$within', name)] };
  const scope = madeEntry(body, 'scope', '$extended', textOf(body, extended.of), name);
  return { ...body, entries: [...own, scope, madeEntry(body, 'name', '$last', name)] };
}

/** A synthetic field, by a function that no text can name. */
export function madeEntry(at: Expression, key: string, name: string, ...values: readonly Expression[]) {
  const { span, source } = at;
  const value: Expression = { kind: 'call', language: 'arm', name, arguments: values, span, source };
  return { key: textOf(at, key), value };
}

/** Returns whether an expression is synthetic. */
export function isMadeExpression(expression: Expression): boolean {
  return expression.kind === 'call' && expression.name.startsWith('$');
}

function textOf({ span }: Expression, text: string): Expression {
  return { kind: 'text', parts: [text], span, source: text };
}

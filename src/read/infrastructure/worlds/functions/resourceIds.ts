import { type DeploymentScope, joinedValue, plainText, textValue, type Value } from '../../../../model/program.ts';
import { groupValue, scopeId } from '../scopes.ts';
import { asPart } from './texts.ts';

// Ids and scopes as Azure's functions make them, and as templates write them.
// https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource

/** `resourceGroup()`, `resourceGroup('name')`, `resourceGroup('subscription', 'name')`. */
export function groupNamed(values: readonly Value[], scope: DeploymentScope): Value {
  const [first, second] = values;
  if (first === undefined) return groupValue(scope);
  if (second === undefined) return groupValue({ ...scope, resourceGroup: first });
  return groupValue({ subscription: first, resourceGroup: second });
}

/**
 * A scope of a template may be an id, or what comes behind the resource group:
 * `Microsoft.ContainerRegistry/registries/acr`.
 */
export function scopeWritten(id: Value, scope: DeploymentScope): Value {
  const head = id.kind === 'joined' ? id.parts[0] : id;
  const text = plainText(head);
  if (text === undefined || !/^[a-z][\w-]*\.[\w.-]+\//i.test(text)) return id;
  return joinedValue([scopeId(scope), textValue('/providers/'), id]);
}

const AUTHORIZATION = /\/Microsoft\.Authorization\//i;

/** `acr/Microsoft.Authorization/…` is the name of a role assignment at the registry `acr`. */
export function extendedScope(
  type: Value | undefined,
  name: Value | undefined,
  scope: DeploymentScope,
): Value | undefined {
  const parts = name?.kind === 'joined' ? name.parts : name === undefined ? [] : [name];
  const at = parts.findIndex(part => AUTHORIZATION.test(plainText(part) ?? ''));
  const text = plainText(parts[at]);
  if (text === undefined || type === undefined) return undefined;
  const own = joinedValue([...parts.slice(0, at), textValue(text.slice(0, text.search(AUTHORIZATION)))]);
  return idUnder(scopeId(scope), type, [own]);
}

export function lastOf(name: Value): Value {
  const parts = name.kind === 'joined' ? name.parts : [name];
  const at = parts.findIndex(part => AUTHORIZATION.test(plainText(part) ?? ''));
  const text = plainText(parts[at]);
  if (text === undefined) return name;
  return joinedValue([textValue(text.replace(/^.*\/Microsoft\.Authorization\//is, '')), ...parts.slice(at + 1)]);
}

/** `Microsoft.Authorization/…` is the name of a role assignment within the resource that it is given at. */
export function withoutProvider(name: Value): Value {
  const [head, ...rest] = name.kind === 'joined' ? name.parts : [name];
  const text = plainText(head);
  if (text === undefined) return name;
  return joinedValue([textValue(text.replace(/^Microsoft\.Authorization\//i, '')), ...rest]);
}

/** Optional arguments come before the type, which is the first with a slash and a dot. */
export function resourceId(values: readonly Value[], scope: DeploymentScope): Value | undefined {
  const at = values.findIndex(value => isType(plainText(value)));
  const [type, ...names] = at < 0 ? [] : values.slice(at);
  const before = values.slice(0, Math.max(0, at));
  if (type === undefined) return undefined;
  const [first, second] = before;
  const own: DeploymentScope =
    second !== undefined
      ? { subscription: first, resourceGroup: second }
      : { ...scope, resourceGroup: first ?? scope.resourceGroup };
  return idUnder(scopeId(own), type, names);
}

export function subscriptionResourceId(values: readonly Value[], scope: DeploymentScope): Value | undefined {
  const at = values.findIndex(value => isType(plainText(value)));
  const [type, ...names] = at < 0 ? [] : values.slice(at);
  const subscription = at > 0 ? values[0] : scope.subscription;
  return type === undefined ? undefined : idUnder(scopeId({ subscription, resourceGroup: undefined }), type, names);
}

function isType(text: string | undefined): boolean {
  return text !== undefined && /^[\w-]+\.[\w.-]+\/[\w/-]+$/.test(text);
}

/** A resource's id: type and names take turns. */
export function idUnder(scope: Value, type: Value | undefined, names: readonly Value[]): Value | undefined {
  const [provider = '', ...types] = plainText(type)?.split('/') ?? [];
  if (types.length === 0 || types.length !== names.length) return undefined;
  const root = plainText(scope) === '/' ? textValue('') : scope;
  const segments = types.flatMap((each, at) => [textValue(`/${each}/`), asPart(names[at] ?? textValue(''))]);
  return joinedValue([root, textValue(`/providers/${provider}`), ...segments]);
}

import { emptyAt, type Span } from '../../../model/place.ts';
import type { DeclaredIdentity, RegistryEntry } from '../../../model/workload.ts';
import { findPlaceholders } from '../../source/placeholders.ts';
import { at, fields, items, textOf, type View } from '../../source/view.ts';
import type { Images } from './images.ts';

/** A resource as Azure's templates declare it, in whatever notation. */
export interface TemplateResource {
  /** With its provider, without a version: `Microsoft.App/containerApps`. */
  readonly type: string;
  readonly body: View;
  /** Its name for people where the name is an expression: its symbol, or the like. */
  readonly symbol?: string | undefined;
  /** Its parent resource, if known. */
  readonly parent?: View | undefined;
}

/** A resource as Terraform declares it. */
export interface TerraformResource {
  /** `resource` or `data`. */
  readonly keyword: string;
  /** `azurerm_container_app` */
  readonly type: string;
  readonly name: string;
  /** Attributes by name. Nested blocks as lists under their type. */
  readonly body: View;
}

/** Terraform's address of a resource: `azurerm_container_app.web · `. */
export function terraformAddress({ keyword, type, name }: TerraformResource): string {
  return `${keyword === 'data' ? 'data.' : ''}${type}.${name} · `;
}

/** The name by which people know the resource: its own where it is plain, otherwise its symbol. */
export function resourceTitle({ body, symbol }: TemplateResource, kind: string): string {
  const name = textOf(at(body, 'name'));
  const plain = name !== undefined && /^[\w./-]+$/.test(name) ? name : (symbol ?? name);
  return plain === undefined ? `${kind} · ` : `${kind} ${plain} · `;
}

/** The start of a resource's content, by which its evaluation finds it again. */
export function declaredAt(body: View | undefined): { readonly declaredAt?: { readonly span: Span } } {
  const start = body?.node.span.start;
  return start === undefined ? {} : { declaredAt: { span: emptyAt(start) } };
}

/** The `identity` block that every Azure resource has in common. Undefined where the manifest has none. */
export function readIdentity(identity: View | undefined, images: Images): DeclaredIdentity | undefined {
  if (identity?.node.kind !== 'mapping') {
    const whole = textOf(identity);
    if (identity === undefined || whole === undefined || !isExpression(whole)) return undefined;
    return { systemAssigned: false, userAssigned: [whole], open: true };
  }
  const type = textOf(at(identity, 'type')) ?? '';
  const assigned = images.sure(identity, 'userAssignedIdentities');
  // a mapping from resource id to its details. Some tools take a list of ids as well
  const ids = [
    ...fields(assigned).map(({ key }) => key.text),
    ...[assigned, ...items(assigned)].flatMap(item => textOf(item) ?? []),
  ];
  return {
    systemAssigned: !isExpression(type) && /systemassigned/i.test(type),
    userAssigned: ids,
    open: [type, ...ids].some(isExpression),
  };
}

/** `registries` of Container Apps, `imageRegistryCredentials` of Container Instances. */
export function registriesOf(list: View | undefined, images: Images): readonly RegistryEntry[] | undefined {
  const entries = list?.node.kind === 'list' ? items(list) : [list].filter(whole => isExpression(textOf(whole) ?? ''));
  if (list?.node.kind !== 'list' && entries.length === 0) return undefined;
  return entries.flatMap(each => readRegistryEntry(each, images));
}

/** One entry, or none that can be read. An expression may be one or any number of them. */
export function readRegistryEntry(written: View | undefined, images: Images): readonly RegistryEntry[] {
  const entry = images.sure(written);
  const server = textOf(at(entry, 'server')) ?? textOf(entry);
  if (entry === undefined || server === undefined) return [];
  const identity = textOf(at(entry, 'identity'));
  const isWhole = entry.node.kind === 'scalar';
  return [
    {
      server,
      identity,
      username: textOf(at(entry, 'username')),
      open: [
        ...(isWhole || isExpression(server) ? (['server'] as const) : []),
        ...(isWhole || isExpression(identity ?? '') ? (['identity'] as const) : []),
      ],
      span: images.builder.spanOf(at(entry, 'server') ?? entry),
    },
  ];
}

/** Returns whether some tool or deployment fills in a text, wholly or in part. */
function isExpression(text: string): boolean {
  return findPlaceholders(text).length > 0;
}

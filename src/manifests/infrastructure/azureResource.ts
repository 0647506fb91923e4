import type { DeclaredIdentity, RegistryEntry } from '../../model/workload.ts';
import type { Harvest } from '../harvest.ts';
import { findPlaceholders } from '../placeholders.ts';
import { at, fields, items, textOf, type View } from '../source/view.ts';

/** The `identity` block that every Azure resource has in common; undefined where the manifest has none. */
export function identityOf(identity: View | undefined, harvest: Harvest): DeclaredIdentity | undefined {
  if (identity?.node.kind !== 'mapping') {
    const whole = textOf(identity);
    if (identity === undefined || whole === undefined || !isExpression(whole)) return undefined;
    return { systemAssigned: false, userAssigned: [whole], open: true, span: harvest.spanOf(identity) };
  }
  const type = textOf(at(identity, 'type')) ?? '';
  const assigned = at(identity, 'userAssignedIdentities');
  // a mapping from resource id to its details; some tools take a list of ids as well
  const ids = [
    ...fields(assigned).map(({ key }) => key.text),
    ...[assigned, ...items(assigned)].flatMap(item => textOf(item) ?? []),
  ];
  return {
    systemAssigned: !isExpression(type) && /systemassigned/i.test(type),
    userAssigned: ids,
    open: [type, ...ids].some(isExpression),
    span: harvest.spanOf(identity),
  };
}

/** `registries` of Container Apps, `imageRegistryCredentials` of Container Instances. */
export function registriesOf(list: View | undefined, harvest: Harvest): readonly RegistryEntry[] | undefined {
  const entries = list?.node.kind === 'list' ? items(list) : [list].filter(whole => isExpression(textOf(whole) ?? ''));
  if (list?.node.kind !== 'list' && entries.length === 0) return undefined;
  return entries.flatMap(entry => {
    // an expression stands for one entry or for any number of them
    const server = textOf(at(entry, 'server')) ?? textOf(entry);
    if (entry === undefined || server === undefined) return [];
    const identity = textOf(at(entry, 'identity'));
    const isWhole = entry.node.kind === 'scalar';
    return [
      {
        server,
        identity,
        username: textOf(at(entry, 'username')),
        passwordSecretRef: textOf(at(entry, 'passwordSecretRef')),
        open: [
          ...(isWhole || isExpression(server) ? (['server'] as const) : []),
          ...(isWhole || isExpression(identity ?? '') ? (['identity'] as const) : []),
        ],
        span: harvest.spanOf(at(entry, 'server') ?? entry),
      },
    ];
  });
}

/** Whether a text is filled in by some tool or deployment, wholly or in part. */
function isExpression(text: string): boolean {
  return findPlaceholders(text).length > 0;
}

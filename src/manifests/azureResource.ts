import type { DeclaredIdentity, RegistryEntry } from '../model.ts';
import type { Harvest } from './harvest.ts';
import { at, fields, items, textOf, type View } from './source/view.ts';

/** The `identity` block that every Azure resource has in common; undefined where the manifest has none. */
export function identityOf(identity: View | undefined, harvest: Harvest): DeclaredIdentity | undefined {
  if (identity?.node.kind !== 'mapping') return undefined;
  const type = textOf(at(identity, 'type')) ?? '';
  const assigned = at(identity, 'userAssignedIdentities');
  // a mapping from resource id to its details; some tools take a list of ids as well
  const ids = [...fields(assigned).map(({ key }) => key.text), ...items(assigned).flatMap(item => textOf(item) ?? [])];
  return {
    systemAssigned: /systemassigned/i.test(type),
    userAssigned: ids,
    span: harvest.spanOf(identity),
  };
}

/** `registries` of Container Apps, `imageRegistryCredentials` of Container Instances. */
export function registriesOf(list: View | undefined, harvest: Harvest): readonly RegistryEntry[] | undefined {
  if (list?.node.kind !== 'list') return undefined;
  return items(list).flatMap(entry => {
    const server = textOf(at(entry, 'server'));
    if (entry === undefined || server === undefined) return [];
    return [
      {
        server,
        identity: textOf(at(entry, 'identity')),
        username: textOf(at(entry, 'username')),
        passwordSecretRef: textOf(at(entry, 'passwordSecretRef')),
        span: harvest.spanOf(at(entry, 'server') ?? entry),
      },
    ];
  });
}

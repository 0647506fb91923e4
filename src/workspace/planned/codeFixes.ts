import { idKey } from '../../access/ids.ts';
import type { PlannedGrant } from '../../access/planned/grants.ts';
import type { PlannedResource } from '../../access/planned/planner.ts';
import type { VerdictCause } from '../../causes/index.ts';
import type { Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import type { DeclaredResource } from '../../model/program.ts';
import { acrPullGuid, repositoryReaderGuid } from '../../model/roleIds.ts';
import type { Puller } from '../../model/verdict.ts';
import { editFix } from '../../verdict/fixes/fix.ts';
import type { PlannedPull } from './choose.ts';
import { newGrant } from './grantText.ts';
import { withIdentity, withOwnIdentity } from './identityFixes.ts';
import type { Mistake } from './mistakes.ts';
import { endOf, isConditional, replacementEdit } from './written.ts';

// Fixes of code, if one edit in the code's own notation is clear. Everything that it names is declared in the same
// module.

const CLUSTER = 'microsoft.containerservice/managedclusters';

/** `refusal`: the cause of the refused pull, if it is no mistake of a grant. */
export function codeFixes(
  refusal: VerdictCause | null,
  mistake: Mistake | undefined,
  puller: Puller | null,
  pull: PlannedPull,
): readonly Fix[] {
  if (refusal === 'identity-not-assigned') return withIdentity(pull);
  if (mistake === undefined) return [];
  const { cause, grant } = mistake;
  switch (cause) {
    case 'role-on-wrong-identity':
      return grant === undefined ? [] : toPuller(grant, puller, pull);
    case 'role-on-wrong-scope':
      return grant === undefined ? [] : toRegistry(grant, pull);
    case 'wrong-role-for-mode':
      return grant === undefined ? [] : toMode(grant, pull);
    case 'pull-before-grant':
      return grant === undefined ? [] : afterGrant(grant, pull);
    case 'grant-pull-cycle':
      return grant === undefined ? [] : withOwnIdentity(grant, pull);
    case 'no-grant-in-code':
      return withGrant(puller, pull);
    default:
      return [];
  }
}

/** The expression that refers to a resource. Undefined: it is declared in another module. */
function referenceIn(module: string, { key, language }: DeclaredResource): string | undefined {
  const [, own = '', name = '', index = ''] = /^(.*)\/([^/[\]]+)((?:\[\d+\])?)$/.exec(key) ?? [];
  if (own !== module || name === '' || name.includes('::')) return undefined;
  return language === 'arm' ? undefined : `${name}${index}`;
}

/** The expression for the object id of the identity that pulls. */
function principalIn(module: string, puller: Puller | null, pull: PlannedPull): string | undefined {
  const owner = ownerOf(puller, pull);
  const reference = owner && referenceIn(module, owner.declared);
  if (owner === undefined || reference === undefined) return undefined;
  const isBicep = owner.declared.language === 'bicep';
  if (owner.type === 'microsoft.managedidentity/userassignedidentities')
    return isBicep ? `${reference}.properties.principalId` : `${reference}.principal_id`;
  if (owner.type !== CLUSTER)
    return isBicep ? `${reference}.identity.principalId` : `${reference}.identity[0].principal_id`;
  return isBicep
    ? `${reference}.properties.identityProfile.kubeletidentity.objectId`
    : `${reference}.kubelet_identity[0].object_id`;
}

/** The resource that has the identity that pulls. Undefined for `azapi`, whose attributes have other names. */
function ownerOf(puller: Puller | null, { world, map, runtime }: PlannedPull): PlannedResource | undefined {
  if (puller?.objectId === undefined) return undefined;
  const identity = map.identityByPrincipalId(puller.objectId);
  const owner = identity === undefined ? runtime : world.resourceById(identity.id);
  return owner?.declared.type === 'azapi_resource' ? undefined : owner;
}

function toPuller(grant: PlannedGrant, puller: Puller | null, pull: PlannedPull): readonly Fix[] {
  const { declared } = grant.resource;
  const written = declared.written(declared.language === 'bicep' ? ['properties', 'principalId'] : ['principal_id']);
  const to = written && principalIn(written.module, puller, pull);
  if (written === undefined || to === undefined || puller === null) return [];
  const title = t('Give the role of `{0}` to {1}', grant.address, pull.world.inWords(puller.name));
  return [editFix(title, 'changeGrant', replacementEdit(written, to))];
}

function toRegistry(grant: PlannedGrant, pull: PlannedPull): readonly Fix[] {
  const written = grant.resource.declared.written(['scope']);
  const registry = written && registryIn(written.module, pull);
  if (written === undefined || registry === undefined) return [];
  const to = grant.resource.declared.language === 'bicep' ? registry : `${registry}.id`;
  const title = t('Put `{0}` at the registry `{1}`', grant.address, pull.world.inWords(pull.registry.name));
  return [editFix(title, 'changeGrant', replacementEdit(written, to))];
}

/** The expression that names the registry in a module. */
function registryIn(module: string, { world, registry }: PlannedPull): string | undefined {
  const id = idKey(registry.id);
  for (const each of world.resources) {
    if (idKey(each.id) !== id || each.presence.kind === 'no') continue;
    const reference = referenceIn(module, each.declared);
    if (reference !== undefined) return reference;
  }
  return undefined;
}

/** Changes the role's name or GUID, if the grant itself has it. */
function toMode(grant: PlannedGrant, { registry, map }: PlannedPull): readonly Fix[] {
  const { declared } = grant.resource;
  const guid = registry.mode === 'abac' ? repositoryReaderGuid : acrPullGuid;
  const role = map.roleDefinition(guid)?.name;
  const own = grant.role === undefined ? undefined : map.roleDefinition(grant.role)?.name;
  const fields =
    declared.language === 'bicep'
      ? [['properties', 'roleDefinitionId']]
      : [['role_definition_name'], ['role_definition_id']];
  for (const field of fields) {
    const written = declared.written(field);
    if (written === undefined || role === undefined || grant.role === undefined) continue;
    const [byGuid, byName] = [grant.role, own].map(text =>
      written.source.toLowerCase().indexOf(text?.toLowerCase() ?? '\0'),
    );
    const [at, from, to] =
      byGuid !== undefined && byGuid >= 0 ? [byGuid, grant.role, guid] : [byName ?? -1, own ?? '', role];
    if (at < 0) continue;
    const start = written.span.start + at;
    const edit = { file: written.file, span: { start, end: start + from.length }, newText: to };
    return [editFix(t('Assign {0} in `{1}`', role, grant.address), 'changeGrant', edit)];
  }
  return [];
}

/** Makes the app wait for the grant, unless the app already states its dependencies. */
function afterGrant(grant: PlannedGrant, { runtime: { declared }, world: { world } }: PlannedPull): readonly Fix[] {
  // a grant that waits for the app can't come before it
  if (!world.isUnordered(grant.resource.declared.key, declared.key)) return [];
  const whole = declared.written([]);
  const reference = whole && referenceIn(whole.module, grant.resource.declared);
  const isBicep = declared.language === 'bicep';
  const isTaken = declared.written([isBicep ? 'dependsOn' : 'depends_on']) !== undefined;
  if (whole === undefined || reference === undefined || isTaken || !whole.source.trimEnd().endsWith('}')) return [];
  const at = endOf(whole) - 1;
  const newText = isBicep ? `  dependsOn: [\n    ${reference}\n  ]\n` : `\n  depends_on = [${reference}]\n`;
  const edit = { file: whole.file, span: { start: at, end: at }, newText };
  return [editFix(t('Let it wait for `{0}`', grant.address), 'orderAfterGrant', edit)];
}

/** Adds a grant behind the identity, or the cluster, that pulls. */
function withGrant(puller: Puller | null, pull: PlannedPull): readonly Fix[] {
  const owner = ownerOf(puller, pull);
  const whole = owner?.declared.written([]);
  if (owner === undefined || whole === undefined || owner.isExisting || isConditional(owner, pull)) return [];
  // an app gets its own identity when it is made, and would pull before the grant
  if (/^microsoft\.app\//.test(owner.type)) return [];
  const registry = registryIn(whole.module, pull);
  const principal = principalIn(whole.module, puller, pull);
  const reference = referenceIn(whole.module, owner.declared);
  if (registry === undefined || principal === undefined || reference === undefined) return [];
  const text = newGrant({ registry, owner: reference, principal }, owner, pull);
  if (text === undefined) return [];
  const span = { start: endOf(whole), end: endOf(whole) };
  const title = t('Grant {0} the pull in the code', pull.world.inWords(puller?.name ?? ''));
  return [editFix(title, 'insertGrant', { file: whole.file, span, newText: text })];
}

import { lastSegment, sameId } from '../../access/ids.ts';
import type { AccessMap, Cluster, Runtime } from '../../access/map.ts';
import type { Command, Fix, NewAssignment } from '../../model/fix.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import { acrPullGuid, repositoryReaderGuid } from '../../model/roleIds.ts';
import { conditionForRepositories } from '../conditions/grant.ts';
import { parseCondition } from '../conditions/parser.ts';
import type { AccessMode, RoleQuestion } from '../roles/actions.ts';
import { azCommand, azureFix, resourceOptions } from './fix.ts';

/** A principal and the registry that it needs to pull from. */
type Wanted = Pick<RoleQuestion, 'principalId' | 'registry' | 'mode' | 'map'>;

/**
 * Returns the fixes that let a principal pull, smallest first: attach if possible, or else the one role that pulls in
 * the registry's mode, at the registry. In ABAC mode, the role covers only these repositories. Without any, it covers
 * the whole registry.
 */
export function roleFixes(
  wanted: Wanted,
  runtime: Runtime | undefined,
  repositories: readonly string[],
): readonly Fix[] {
  const { principalId, mode, map } = wanted;
  const cluster = runtime?.kind === 'aks' && isItsOwn(runtime, principalId, map) ? runtime : undefined;
  const names = mode === 'abac' ? repositories : [];
  const grant = grantFor(wanted, names);
  if (!grant) return [];
  const assign = assignFix(grant, names, map);
  return cluster && mode === 'legacy' ? [attachFix(cluster, grant), assign] : [assign];
}

/**
 * Returns whether a principal is the kubelet identity, or the service principal of a cluster without one. Attaching
 * affects no other.
 */
function isItsOwn({ kubelet, servicePrincipalClientId }: Cluster, principalId: string, map: AccessMap): boolean {
  if (kubelet?.objectId !== undefined) return kubelet.objectId.toLowerCase() === principalId.toLowerCase();
  const appId = servicePrincipalClientId?.toLowerCase();
  return appId !== undefined && map.credentialByObjectId(principalId)?.appId === appId;
}

/**
 * Attaches the registry, which assigns AcrPull in any mode, and is not supported for ABAC registries. A resource id
 * works across subscriptions. A name is looked up only in the current one.
 * https://learn.microsoft.com/azure/aks/cluster-container-registry-integration
 */
function attachFix(cluster: Cluster, grant: NewAssignment): Fix {
  const { registry } = grant;
  return azureFix({
    title: t('Attach `{0}` to `{1}`', registry.name, cluster.name),
    kind: 'attach',
    commands: [azCommand('aks update', { ...resourceOptions(cluster), 'attach-acr': registry.id })],
    grant,
  });
}

export function assignFix(grant: NewAssignment, repositories: readonly string[], map: AccessMap): Fix {
  const { registry, principalId, roleName, condition, replaces } = grant;
  const what = condition ? inWords(repositories) : t('every repository');
  const who = map.principalInTitle(principalId) ?? inBackticks(principalId);
  const title =
    replaces !== undefined
      ? t('Let {0} also read {1} of `{2}`', who, what, registry.name)
      : condition
        ? t('Give {0} {1} on `{2}` for {3}', who, roleName, registry.name, what)
        : t('Give {0} {1} on `{2}`', who, roleName, registry.name);
  return azureFix({ title, kind: 'assignRole', commands: [assignCommand(grant)], grant });
}

function inWords(repositories: readonly string[]): string {
  const folders = repositories.filter(name => name.endsWith('*'));
  const [first, ...others] = folders.length > 0 ? folders : repositories;
  if (first !== undefined && others.length === 0 && repositories.length === 1) return inBackticks(first);
  if (folders.length === 0) return t('{0} repositories', repositories.length);
  const rest = repositories.length - folders.length;
  const shown = folders.map(folder => inBackticks(folder)).join(', ');
  return rest > 0 ? t('{0} and {1} more', shown, rest) : shown;
}

/**
 * Returns the missing assignment. Azure keeps at most one assignment of a role to a principal at a scope. If one exists
 * whose condition leaves the repositories out, the fix updates it under its own name, with a wider condition. Undefined
 * if no condition can express both: the update would take away what it grants.
 * https://learn.microsoft.com/azure/role-based-access-control/conditions-role-assignments-rest
 */
export function grantFor(
  { principalId, registry, mode, map }: Wanted,
  repositories: readonly string[],
  prefixes: readonly string[] = [],
): NewAssignment | undefined {
  const { name: roleName, guid: roleGuid } = pullRole(mode);
  // The grant is for the whole registry if there is no repository to name, or one that no condition can name.
  const added = mode === 'abac' ? conditionForRepositories(repositories, prefixes) : undefined;
  const present = map
    .assignmentsOf(principalId)
    .filter(({ eligible, scope }) => !eligible && sameId(scope, registry.id))
    .find(({ roleDefinitionId }) => lastSegment(roleDefinitionId).toLowerCase() === roleGuid);
  const before = present?.condition;
  const condition = added && before ? widened(before.trim(), added) : added;
  if (added && !condition) return undefined;
  return {
    registry,
    principalId,
    principalType: principalTypeOf(principalId, map),
    roleName,
    roleGuid,
    condition,
    replaces: present && lastSegment(present.id),
  };
}

function widened(before: string, wanted: NonNullable<NewAssignment['condition']>): NewAssignment['condition'] {
  const text = `(${before}) OR ${wanted.text}`;
  return (
    asOneList(before, wanted.text) ?? (parseCondition(text).kind === 'understood' ? { ...wanted, text } : undefined)
  );
}

/** Joins two conditions of the documented form, which names repositories one by one, into one of that form. */
function asOneList(before: string, added: string): NewAssignment['condition'] {
  const lists = [before, added].map(text => {
    const [exact, prefixes] = [quotedBehind(EQUALS, text), quotedBehind(STARTS_WITH, text)];
    const again = conditionForRepositories(exact, prefixes);
    return again && words(again.text) === words(text) ? { exact, prefixes } : undefined;
  });
  const [first, second] = lists;
  if (!first || !second) return undefined;
  return conditionForRepositories([...first.exact, ...second.exact], [...first.prefixes, ...second.prefixes]);
}

const EQUALS = /StringEqualsIgnoreCase\s*'([^']*)'/gi;
const STARTS_WITH = /StringStartsWithIgnoreCase\s*'([^']*)'/gi;

function quotedBehind(operator: RegExp, text: string): readonly string[] {
  return [...text.matchAll(operator)].map(([, name = '']) => name);
}

/** Azure keeps line breaks and doubled blanks as typed. They have no meaning. */
function words(text: string): string {
  return text.replaceAll(/\s+/g, '').toLowerCase();
}

/** The smallest role that pulls: AcrPull by actions, Container Registry Repository Reader by data actions. */
export function pullRole(mode: AccessMode): { readonly name: string; readonly guid: string } {
  return mode === 'legacy'
    ? { name: 'AcrPull', guid: acrPullGuid }
    : { name: 'Container Registry Repository Reader', guid: repositoryReaderGuid };
}

/** The type that another assignment of the same principal states. Nearly every puller is a service principal. */
function principalTypeOf(principalId: string, map: AccessMap): string {
  const stated = map.assignmentsOf(principalId).find(({ principalType }) => principalType !== undefined);
  return stated?.principalType ?? 'ServicePrincipal';
}

/**
 * The object id and the principal's type spare a look-up in the directory, which fails for an identity that is a minute
 * old. The role's GUID is stable, its name isn't.
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-cli
 */
export function assignCommand({
  registry,
  principalId,
  principalType,
  roleGuid,
  condition,
  replaces,
}: NewAssignment): Command {
  return azCommand('role assignment create', {
    name: replaces,
    'assignee-object-id': principalId,
    'assignee-principal-type': principalType,
    role: roleGuid,
    scope: registry.id,
    'condition-version': condition?.version,
    condition: condition?.text,
  });
}

import type { AccessMap } from '../../access/map.ts';
import type { VerdictCause } from '../../causes/index.ts';
import type { Fix, NewAssignment } from '../../model/fix.ts';
import { folded } from '../../model/fold.ts';
import type { Finding } from '../../model/verdict.ts';
import { conditionForRepositories } from '../conditions/grant.ts';
import type { RoleQuestion } from '../roles/actions.ts';
import { assignFix, grantFor } from './roleFixes.ts';

/** A pull that needs a role. If a placeholder hides its repository, only the whole registry is enough. */
export type PullNeed = Omit<RoleQuestion, 'map' | 'now'>;

/** Causes that a role assignment fixes. */
const curedByRole: readonly VerdictCause[] = [
  'not-attached',
  'no-pull-role',
  'wrong-role-for-mode',
  'role-on-wrong-identity',
  'condition-excludes-repository',
];

/** The needs of the refused pulls of a whole workspace. */
export function needsOf(findings: readonly Finding[], map: AccessMap): readonly PullNeed[] {
  return findings.flatMap(({ reference, verdict }) => {
    const { image } = reference;
    const principalId = verdict.puller?.objectId;
    if (verdict.cause === null || !curedByRole.includes(verdict.cause)) return [];
    // The reference names the registry of another environment. It needs another host, and no role there.
    if (verdict.fixes[0]?.kind === 'correctHost') return [];
    if (image.kind !== 'image' || image.registry === undefined || principalId === undefined) return [];
    const registry = map.registryByHost(image.registry);
    if (!registry?.mode) return [];
    return [{ principalId, registry, mode: registry.mode, repository: image.repository }];
  });
}

/** One assignment for each identity and registry, with all the repositories that it needs. */
export function mergedRoleFixes(needs: readonly PullNeed[], map: AccessMap): readonly Fix[] {
  return mergedGrants(needs, map).map(({ grant, repositories }) => assignFix(grant, repositories, map));
}

/** The same as grants, with the repositories that each opens, or folders of them (`team/*`). None: every repository. */
export function mergedGrants(
  needs: readonly PullNeed[],
  map: AccessMap,
): readonly { readonly grant: NewAssignment; readonly repositories: readonly string[] }[] {
  const groups = Map.groupBy(needs, need => folded(`${need.principalId} ${need.registry.id}`));
  return [...groups.values()].flatMap(group => {
    const [need] = group;
    if (!need) return [];
    const repositories = new Set(group.map(({ repository }) => repository));
    const whole = repositories.has(undefined);
    const names = whole ? [] : [...repositories].flatMap(name => name ?? []).sort();
    const { exact, prefixes } = conditionForRepositories(names) ? { exact: names, prefixes: [] } : fold(names);
    const grant = grantFor({ ...need, map }, exact, prefixes);
    return grant ? [{ grant, repositories: [...exact, ...prefixes.map(prefix => `${prefix}*`)] }] : [];
  });
}

/** From this number of repositories below one folder on, the folder is named instead. */
const enoughForPrefix = 5;

/**
 * A condition has room for some dozens of names. If there are more, those with the same first folder become that
 * folder, if there are several of them. A single one never opens its neighbours.
 */
function fold(repositories: readonly string[]): {
  readonly exact: readonly string[];
  readonly prefixes: readonly string[];
} {
  const folders = Map.groupBy(repositories, name => name.slice(0, name.indexOf('/') + 1));
  const folded = [...folders].filter(([folder, names]) => folder !== '' && names.length >= enoughForPrefix);
  const prefixes = folded.map(([folder]) => folder);
  return { exact: repositories.filter(name => !prefixes.some(prefix => name.startsWith(prefix))), prefixes };
}

import { lastSegment, resourceGroupOf } from '../../../access/ids.ts';
import type { AccessMap } from '../../../access/map.ts';
import type { Fix } from '../../../model/fix.ts';
import type { Finding } from '../../../model/verdict.ts';
import type { OtherRepair, Repair } from '../../../verdict/reports/repair.ts';
import type { Workspace } from '../../workspace.ts';
import { assignmentName } from './assignmentName.ts';

/** What is to be changed, as the renderers write it down. */
export interface FixReport {
  readonly origins: readonly string[];
  readonly assignments: readonly PlannedAssignment[];
  readonly others: readonly PlannedChange[];
}

export interface PlannedAssignment {
  readonly name: string;
  /** Whether an assignment of this name is there, and gets a wider condition. */
  readonly replaces: boolean;
  readonly principalId: string;
  readonly principalType: string;
  /** ``kubelet identity of `aks-prod` ``; the id for one that the map does not know. */
  readonly principal: string;
  readonly roleName: string;
  readonly roleGuid: string;
  readonly registryName: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly scope: string;
  readonly condition: string | undefined;
  /** The condition that the assignment has had until now. */
  readonly before: string | undefined;
  readonly what: string;
}

/** A refused pull. */
export interface PlannedPull {
  /** `file:line image → target`. */
  readonly place: string;
  readonly why: string;
}

/** A change that is no role assignment. */
export interface PlannedChange {
  readonly title: string;
  readonly kind: Fix['kind'] | undefined;
  readonly bash: string | null;
  readonly powershell: string | null;
  /** Whether it can be made again and again without harm. */
  readonly repeatable: boolean;
  /** Whether a manifest says otherwise: it wins at the next deployment, so a command alone does not help. */
  readonly declared: boolean;
  /** The pulls that want it. */
  readonly pulls: readonly PlannedPull[];
  /** What is left to do once it is made; null: nothing. */
  readonly afterwards: string | null;
}

/**
 * Setting a registry's identity, assigning an identity, linking a zone, switching a policy state what is to be, however
 * often; the scripts look before they add an address. A new secret is another one each time.
 */
const repeatable: readonly Fix['kind'][] = [
  'setRegistryIdentity',
  'assignIdentity',
  'networkRule',
  'dnsLink',
  'enableArmTokens',
];

/** All that would be done for the workspaces of one map. */
export interface Planned {
  readonly map: AccessMap;
  readonly repair: Repair;
  readonly placeOf: (finding: Finding) => string;
}

export function reportFixes(planned: readonly Planned[]): FixReport {
  return {
    origins: planned.map(({ map }) => map.origin),
    assignments: planned.flatMap(({ map, repair }) =>
      repair.grants.map(({ grant, repositories, before }): PlannedAssignment => {
        const { registry, principalId, principalType, roleName, roleGuid, condition, replaces } = grant;
        return {
          name: replaces ?? assignmentName(registry.id, principalId, roleGuid),
          replaces: replaces !== undefined,
          principalId,
          principalType,
          principal: map.principalName(principalId) ?? `\`${principalId}\``,
          roleName,
          roleGuid,
          registryName: lastSegment(registry.id),
          subscription: registry.subscription,
          resourceGroup: resourceGroupOf(registry.id) ?? registry.resourceGroup,
          scope: registry.id,
          condition: condition?.text,
          before,
          what: condition ? repositories.join(', ') : 'every repository',
        };
      }),
    ),
    others: planned.flatMap(({ map, repair, placeOf }) =>
      repair.others.flatMap(other => byManifest(other).map(each => changeOf(each, map, placeOf))),
    ),
  };
}

/** The same change can help one manifest, and be undone by another. */
function byManifest({ fix, findings }: OtherRepair): readonly OtherRepair[] {
  const declared = findings.filter(finding => isDeclared(fix, finding));
  const free = findings.filter(finding => !declared.includes(finding));
  return [free, declared].filter(part => part.length > 0).map(part => ({ fix, findings: part }));
}

function changeOf({ fix, findings }: OtherRepair, map: AccessMap, placeOf: Planned['placeOf']): PlannedChange {
  return {
    title: fix?.title ?? 'No command is known that would help',
    kind: fix?.kind,
    bash: fix?.bash ?? null,
    powershell: fix?.powershell ?? null,
    repeatable: fix !== undefined && repeatable.includes(fix.kind),
    declared: findings.some(finding => isDeclared(fix, finding)),
    pulls: findings.map(finding => ({ place: placeOf(finding), why: finding.verdict.message })),
    afterwards: makesIdentity(fix, findings, map) ? again : null,
  };
}

/** Whether the manifest itself states what the command would set: its registries, its identities. */
function isDeclared(fix: Fix | undefined, { reference: { workload } }: Finding): boolean {
  if (workload?.platform !== 'containerApp' && workload?.platform !== 'containerAppJob') return false;
  if (fix?.kind === 'setRegistryIdentity') return workload.registries !== undefined;
  return fix?.kind === 'assignIdentity' && workload.identity !== undefined;
}

const again =
  'Then read Azure again (acr-pull snapshot) and run acr-pull fix once more: only now the new identity has an id that a role can be assigned to.';

/** To name its own identity as the one that pulls makes it, where the app has none: azure-cli, set_managed_identity. */
function makesIdentity(fix: Fix | undefined, findings: readonly Finding[], map: AccessMap): boolean {
  const kinds: readonly (Fix['kind'] | undefined)[] = ['setRegistryIdentity', 'assignIdentity'];
  if (!kinds.includes(fix?.kind) || !/--identity=system(?:\s|$)|--system-assigned/.test(fix?.bash ?? '')) return false;
  return findings.some(({ target }) => {
    const app = target?.id === undefined ? undefined : map.runtimeById(target.id);
    return app?.identity?.systemPrincipalId === undefined;
  });
}

/** `file:line image → target`. */
export function placeIn({ reference, target }: Finding, { show }: Workspace): string {
  const { file, line } = show(reference);
  return `${file}:${line} ${reference.text}${target ? ` → ${target.name}` : ''}`;
}

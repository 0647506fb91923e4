import type { AccessMap, Registry } from '../../../access/map.ts';
import type { Finding } from '../../../model/verdict.ts';
import { audit, type RegistryGrant } from '../../../verdict/reports/audit.ts';
import { switchToAbac } from '../../../verdict/reports/whatIf.ts';
import { type Holder, whoCanPull } from '../../../verdict/reports/whoCanPull.ts';
import { type ExaminedByMap, placesIn } from '../../examineAll.ts';

/** The result of `acr-pull map`; its JSON is this, as documented in docs/gate.md. */
export type MapReport = ReturnType<typeof reportMap>;
export type ReportedRegistry = ReturnType<typeof registryOf>;
export type ReportedHolder = ReturnType<typeof reportHolder>;
/** An assignment above registries holds for several. */
export type ReportedGrant = ReturnType<typeof grantsOf>[number];
export type ReportedSwitch = ReturnType<typeof switches>[number];
export type ReportedPull = ReturnType<Places>;

export function reportMap(groups: readonly ExaminedByMap[], now: Date, days: number) {
  const parts = groups.map(group => partOf(group, now, days));
  const isRead = parts.some(({ images }) => images > 0);
  return {
    maps: groups.map(({ map }) => ({ origin: map.origin, readAt: map.readAt ?? null })),
    /** Images of these registries in the manifests that were read; with 0, need is not known. */
    images: parts.reduce((sum, { images }) => sum + images, 0),
    registries: parts.flatMap(({ registries }) => registries),
    broad: parts.flatMap(({ broad }) => broad),
    /** Null where no manifest was read, so that need is not known. */
    unused: isRead ? parts.flatMap(({ unused }) => unused) : null,
    adminAccounts: parts.flatMap(({ adminAccounts }) => adminAccounts),
    expiring: { days, credentials: parts.flatMap(({ credentials }) => credentials) },
    abacSwitch: parts.flatMap(({ abacSwitch }) => abacSwitch),
    /** Facts that were not read, and why. */
    gaps: groups.flatMap(({ map }) => map.gaps.map(({ what, scope, why }) => ({ what, scope, why }))),
  };
}

function partOf({ map, parts }: ExaminedByMap, now: Date, days: number) {
  const findings = parts.flatMap(each => each.findings);
  const found = audit(findings, map, now, days);
  const shown = placesIn(parts);
  return {
    images: new Set(findings.map(({ reference }) => reference)).size,
    registries: map.registries.map(registry => registryOf(registry, map)),
    broad: grantsOf(found.broad),
    unused: grantsOf(found.unneeded),
    adminAccounts: found.adminAccounts.map(({ registry, leaning }) => ({
      registry: registry.name,
      leaning: leaning.map(shown),
    })),
    credentials: found.expiring,
    abacSwitch: switches(findings, map, now, shown),
  };
}

function registryOf(registry: Registry, map: AccessMap) {
  const { name, id, loginServer, location, sku, mode, adminEnabled, anonymousPull } = registry;
  return {
    name,
    id,
    loginServer,
    location: location ?? null,
    sku: sku ?? null,
    mode: mode ?? null,
    adminEnabled: adminEnabled ?? null,
    anonymousPull: anonymousPull ?? null,
    network: networkOf(registry),
    pullers: whoCanPull(registry, map).map(reportHolder),
    /** Whether all assignments that could hold a pull role were read. */
    complete: map.roleAssignments !== undefined && map.gapFor('roleAssignments', id) === undefined,
  };
}

function networkOf({ publicAccess, defaultAction }: Registry): 'public' | 'selected' | 'private' | null {
  if (publicAccess === 'disabled') return 'private';
  if (defaultAction === 'deny') return 'selected';
  return publicAccess === 'enabled' || defaultAction === 'allow' ? 'public' : null;
}

function reportHolder(holder: Holder) {
  const { principalId, principalType, name, assignment, role, where, repositories, state, broad } = holder;
  return {
    principalId,
    principalType: principalType ?? null,
    name: name ?? null,
    role,
    scope: assignment.scope,
    where,
    repositories: repositories ?? null,
    state,
    broad: broad ?? null,
    assignment: assignment.id,
  };
}

/** Each assignment once, with the registries that it holds for. */
function grantsOf(grants: readonly RegistryGrant[]) {
  const byAssignment = Map.groupBy(grants, ({ holder }) => holder.assignment.id.toLowerCase());
  return [...byAssignment.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const registries = [first, ...more].map(({ registry }) => registry.name);
    return [{ registries, ...reportHolder(first.holder) }];
  });
}

type Places = ReturnType<typeof placesIn>;

/** Registries that are in legacy mode and that some manifest pulls from. */
function switches(findings: readonly Finding[], map: AccessMap, now: Date, shown: Places) {
  const byRegistry = Map.groupBy(findings, ({ reference: { image } }) =>
    image.kind === 'image' && image.registry !== undefined ? map.registryByHost(image.registry) : undefined,
  );
  return [...byRegistry].flatMap(([registry, own]) => {
    if (registry?.mode !== 'legacy') return [];
    const attempts = own.flatMap(({ reference, target }) => (target ? [{ reference, target }] : []));
    const { breaks, doubtful, stay, prevention } = switchToAbac(registry, attempts, map, now);
    if (breaks.length + doubtful.length + stay === 0) return [];
    const changed = ({ after }: (typeof breaks)[number]) => ({ ...shown(after), why: after.verdict.message });
    return [
      {
        registry: registry.name,
        breaks: breaks.map(changed),
        doubtful: doubtful.map(changed),
        stay,
        prevention: prevention.map(({ title, bash, change }) => ({
          title,
          principal: change === null ? '' : (map.principalName(change.principal) ?? change.principal),
          bash,
        })),
      },
    ];
  });
}

import type { AccessMap, Registry } from '../../../access/map.ts';
import type { Finding } from '../../../model/verdict.ts';
import { type Audit, audit, type RegistryGrant } from '../../../verdict/reports/audit.ts';
import { switchToAbac } from '../../../verdict/reports/whatIf.ts';
import { type Holder, whoCanPull } from '../../../verdict/reports/whoCanPull.ts';

import { wholeImage } from '../../../workspace/findingReport.ts';
import type { ExaminedByMap } from '../../examineAll.ts';

/** What `acr-pull map` shows; its JSON is this, as documented in docs/gate.md. */
export interface MapReport {
  readonly maps: readonly { readonly origin: string; readonly readAt: string | null }[];
  /** Images of these registries in the manifests that were read; with 0, nothing can be said about who needs what. */
  readonly images: number;
  readonly registries: readonly ReportedRegistry[];
  readonly broad: readonly ReportedGrant[];
  /** Null where no manifest was read, so that need can't be told. */
  readonly unused: readonly ReportedGrant[] | null;
  readonly adminAccounts: readonly { readonly registry: string; readonly leaning: readonly ReportedPull[] }[];
  readonly expiring: {
    readonly days: number;
    readonly credentials: readonly ReportedCredential[];
  };
  readonly abacSwitch: readonly ReportedSwitch[];
  /** Facts that were not read, and why. */
  readonly gaps: readonly { readonly what: string; readonly scope: string; readonly why: string }[];
}

export interface ReportedRegistry {
  readonly name: string;
  readonly id: string;
  readonly loginServer: string;
  readonly location: string | null;
  readonly sku: string | null;
  readonly mode: 'legacy' | 'abac' | null;
  readonly adminEnabled: boolean | null;
  readonly anonymousPull: boolean | null;
  readonly network: 'public' | 'selected' | 'private' | null;
  readonly pullers: readonly ReportedHolder[];
  /** Whether all assignments that could hold a pull role were read. */
  readonly complete: boolean;
}

export interface ReportedHolder {
  readonly principalId: string;
  readonly principalType: string | null;
  readonly name: string | null;
  readonly role: string;
  readonly scope: string;
  readonly where: string;
  readonly repositories: string | null;
  readonly state: Holder['state'];
  readonly broad: string | null;
  readonly assignment: string;
}

export interface ReportedGrant extends ReportedHolder {
  /** An assignment above registries holds for several. */
  readonly registries: readonly string[];
}

/** A pull of a manifest, as people find it. */
export interface ReportedPull {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly image: string;
  readonly target: string | null;
}

export type ReportedCredential = Audit['expiring'][number];

export interface ReportedSwitch {
  readonly registry: string;
  readonly breaks: readonly (ReportedPull & { readonly why: string })[];
  readonly doubtful: readonly (ReportedPull & { readonly why: string })[];
  readonly stay: number;
  readonly prevention: readonly { readonly title: string; readonly principal: string; readonly bash: string | null }[];
}

export function reportMap(groups: readonly ExaminedByMap[], now: Date, days: number): MapReport {
  const parts = groups.map(group => partOf(group, now, days));
  const isRead = parts.some(({ images }) => images > 0);
  return {
    maps: groups.map(({ map }) => ({ origin: map.origin, readAt: map.readAt ?? null })),
    images: parts.reduce((sum, { images }) => sum + images, 0),
    registries: parts.flatMap(({ registries }) => registries),
    broad: parts.flatMap(({ broad }) => broad),
    unused: isRead ? parts.flatMap(({ unused }) => unused) : null,
    adminAccounts: parts.flatMap(({ adminAccounts }) => adminAccounts),
    expiring: { days, credentials: parts.flatMap(({ credentials }) => credentials) },
    abacSwitch: parts.flatMap(({ abacSwitch }) => abacSwitch),
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

function registryOf(registry: Registry, map: AccessMap): ReportedRegistry {
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
    complete: map.roleAssignments !== undefined && map.gapFor('roleAssignments', id) === undefined,
  };
}

function networkOf({ publicAccess, defaultAction }: Registry): ReportedRegistry['network'] {
  if (publicAccess === 'disabled') return 'private';
  if (defaultAction === 'deny') return 'selected';
  return publicAccess === 'enabled' || defaultAction === 'allow' ? 'public' : null;
}

function reportHolder(holder: Holder): ReportedHolder {
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
function grantsOf(grants: readonly RegistryGrant[]): readonly ReportedGrant[] {
  const byAssignment = Map.groupBy(grants, ({ holder }) => holder.assignment.id.toLowerCase());
  return [...byAssignment.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const registries = [first, ...more].map(({ registry }) => registry.name);
    return [{ registries, ...reportHolder(first.holder) }];
  });
}

type Places = (finding: Finding) => ReportedPull;

function placesIn(parts: ExaminedByMap['parts']): Places {
  const owner = new Map(parts.flatMap(({ workspace }) => workspace.references.map(each => [each, workspace] as const)));
  return ({ reference, target }) => {
    const { file = reference.file, line = 1, column = 1 } = owner.get(reference)?.show(reference) ?? {};
    return { file, line, column, image: wholeImage(reference), target: target?.name ?? null };
  };
}

/** Registries that are in legacy mode and that some manifest pulls from. */
function switches(findings: readonly Finding[], map: AccessMap, now: Date, shown: Places): readonly ReportedSwitch[] {
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

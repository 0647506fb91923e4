import type { AccessMap } from '../../../access/map.ts';
import { causes } from '../../../causes/index.ts';
import { imageCount } from '../../../model/reference.ts';
import type { Finding } from '../../../model/verdict.ts';
import { audit, findingRegistry, type RegistryGrant } from '../../../verdict/reports/audit.ts';
import { type ReportedRegistry, reportRegistry } from '../../../verdict/reports/reportRegistry.ts';
import { switchToAbac } from '../../../verdict/reports/whatIf.ts';
import type { Holder as ReportedHolder } from '../../../verdict/reports/whoCanPull.ts';
import { type Examined, placesIn } from '../../examineAll.ts';

/** The result of `acr-pull map`. Its JSON is this, as documented in docs/gate.md. */
export type MapReport = ReturnType<typeof reportMap>;
export type { ReportedHolder, ReportedRegistry };
export type ReportedSwitch = ReturnType<typeof switches>[number];
export type ReportedPull = ReturnType<Places>;
export type ReportedLack = MapReport['lacking'][number];

/** `map`: all known facts. The verdicts of a single workspace may use a part of them. */
export function reportMap(examined: readonly Examined[], map: AccessMap, now: Date, days: number) {
  const findings = examined.flatMap(each => each.findings);
  const found = audit(findings, map, now, days);
  const shown = placesIn(examined);
  const images = imageCount(findings);
  return {
    maps: [{ origin: map.origin, readAt: map.readAt ?? null }] as const,
    /** Images of these registries in the manifests that were read. With 0, need is not known. */
    images,
    registries: map.registries.map(registry => reportRegistry(registry, map)),
    lacking: lackingIn(findings, map, shown),
    broad: grantsOf(found.broad),
    /** Null if no manifest was read: then need is not known. */
    unused: images > 0 ? grantsOf(found.unneeded) : null,
    adminAccounts: found.adminAccounts.map(({ registry, leaning, unclear }) => ({
      registry: registry.name,
      leaning: leaning.map(shown),
      unclear: unclear.map(shown),
    })),
    expiring: { days, credentials: found.expiring },
    abacSwitch: switches(findings, map, now, shown),
    /** Facts that were not read, and why. */
    gaps: map.gaps.map(({ what, scope, why }) => ({ what, scope, why })),
  };
}

/** Identities that need a pull of a manifest and lack the role for it, by registry. */
function lackingIn(findings: readonly Finding[], map: AccessMap, shown: Places) {
  const lacking = findings.flatMap(finding => {
    const { cause, outcome, puller } = finding.verdict;
    const registry = findingRegistry(finding, map);
    const isRole = outcome === 'denied' && cause !== null && causes[cause].step === 'role';
    return isRole && finding.ignored === null && puller && registry ? [{ finding, cause, puller, registry }] : [];
  });
  const groups = Map.groupBy(lacking, ({ puller, registry }) => `${registry.id}\0${puller.objectId ?? puller.name}`);
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const { cause, puller, registry } = first;
    const { objectId } = puller;
    const name = (objectId && map.principalName(objectId)) ?? puller.name;
    const pulls = [first, ...more].map(({ finding }) => shown(finding));
    return [{ registry: registry.name, principalId: objectId ?? null, name, cause, pulls }];
  });
}

function grantsOf(grants: readonly RegistryGrant[]) {
  return grants.map(({ registries, holder }) => ({ registries: registries.map(({ name }) => name), ...holder }));
}

type Places = ReturnType<typeof placesIn>;

/** Registries in legacy mode from which some manifest pulls. */
function switches(findings: readonly Finding[], map: AccessMap, now: Date, shown: Places) {
  const byRegistry = Map.groupBy(findings, finding => findingRegistry(finding, map));
  return [...byRegistry].flatMap(([registry, own]) => {
    if (registry?.mode !== 'legacy') return [];
    const { breaks, doubtful, stay, prevention } = switchToAbac(registry, own, map, now);
    if (breaks.length + doubtful.length + stay === 0) return [];
    const changed = ({ after }: (typeof breaks)[number]) => ({ ...shown(after), why: after.verdict.message });
    return [
      {
        registry: registry.name,
        breaks: breaks.map(changed),
        doubtful: doubtful.map(changed),
        stay,
        prevention: prevention.map(({ title, bash, grant }) => ({
          title,
          principal: grant === null ? '' : (map.principalName(grant.principalId) ?? grant.principalId),
          bash,
        })),
      },
    ];
  });
}

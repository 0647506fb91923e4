import { idKey, isRegistryId } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { RoleAssignment } from '../../access/roles.ts';
import { largest } from '../../model/lists.ts';
import type { Finding, Puller } from '../../model/verdict.ts';
import { dayOf } from '../credentials/expiry.ts';
import { allows } from '../roles/actions.ts';
import { type Holder, holderOf, pullAssignments } from './whoCanPull.ts';

/** The results of a look at the whole map and all findings, beside single pulls. */
export interface Audit {
  readonly modes: Readonly<Record<'legacy' | 'abac' | 'unknown', readonly Registry[]>>;
  /** Grants at a registry that no manifest needs. */
  readonly unneeded: readonly RegistryGrant[];
  /** Grants that a manifest needs, and that allow more than its pull. */
  readonly broad: readonly RegistryGrant[];
  readonly adminAccounts: readonly AdminAccount[];
  /** Secrets that have ended, or end within the requested number of days. The next to end is first. */
  readonly expiring: readonly ExpiringCredential[];
}

/** An assignment, with the registries that it covers. An assignment above them may cover several. */
export interface RegistryGrant {
  readonly registries: readonly [Registry, ...Registry[]];
  readonly holder: Holder;
}

export interface AdminAccount {
  readonly registry: Registry;
  /** Pulls that use it. Empty: these manifests don't need it, so it can be switched off. */
  readonly leaning: readonly Finding[];
  /** Pulls by a credential that was not read, which may be this account. */
  readonly unclear: readonly Finding[];
}

interface ExpiringCredential {
  readonly appId: string;
  readonly name: string;
  /** The last of its secrets to end, ISO 8601. */
  readonly end: string;
  readonly ended: boolean;
  /** Clusters that run, and therefore pull, as this application. */
  readonly clusters: readonly string[];
}

/**
 * `findings`: all those of every manifest and target that counts. A grant that none of them needs is called unneeded.
 */
export function audit(findings: readonly Finding[], map: AccessMap, now: Date, days = 30): Audit {
  const used = usedAssignments(findings);
  // An identity that was not read may hold any grant of the registry that it pulls from.
  const hidden = findings.filter(({ verdict }) => verdict.puller?.credential === 'unknown');
  const open = new Set(hidden.map(finding => findingRegistry(finding, map)));
  const grantsThat = (wanted: (assignment: RoleAssignment) => boolean): readonly HeldOn[] =>
    map.registries.flatMap(registry =>
      pullAssignments(registry, map)
        .filter(wanted)
        .map(assignment => ({ registry, holder: holderOf(assignment, registry, map) })),
    );
  return {
    modes: { legacy: [], abac: [], unknown: [], ...Object.groupBy(map.registries, ({ mode }) => mode ?? 'unknown') },
    unneeded: eachOnce(
      grantsThat(
        assignment => isPullGrant(assignment, map) && !used.has(assignment.id) && !isOfBootstrap(assignment, map),
      ).filter(({ registry }) => !open.has(registry)),
    ),
    broad: eachOnce(grantsThat(({ id }) => used.has(id)).filter(({ holder }) => holder.broad !== null)),
    adminAccounts: adminAccounts(findings, map),
    expiring: expiringCredentials(map, now, days),
  };
}

interface HeldOn {
  readonly registry: Registry;
  readonly holder: Holder;
}

function eachOnce(grants: readonly HeldOn[]): readonly RegistryGrant[] {
  const byAssignment = Map.groupBy(grants, ({ holder }) => idKey(holder.assignment));
  return [...byAssignment.values()].flatMap(([first, ...more]) =>
    first ? [{ holder: first.holder, registries: [first.registry, ...more.map(({ registry }) => registry)] }] : [],
  );
}

/** The assignments that let a pull through, or may do so, by the proofs of the findings. */
function usedAssignments(findings: readonly Finding[]): ReadonlySet<RoleAssignment['id']> {
  const proofs = findings.flatMap(({ verdict }) => verdict.evidence);
  const ofRoles = proofs.filter(
    ({ step, effect }) => step === 'role' && (effect === 'grants' || effect === 'not-read'),
  );
  return new Set(ofRoles.flatMap(({ id }) => id ?? []));
}

/**
 * Returns whether an assignment was made for pulling: at a registry, active, and with no role that pushes as well. An
 * owner of the subscription, or a builder of the images, may pull, too, but was not given that for a manifest.
 */
function isPullGrant({ scope, eligible, roleDefinitionId }: RoleAssignment, map: AccessMap): boolean {
  const role = map.roleDefinition(roleDefinitionId);
  const pushes =
    role !== undefined && (allows(role, 'action', pushAction) || allows(role, 'dataAction', pushDataAction));
  return !eligible && !pushes && isRegistryId(scope);
}

const pushAction = 'Microsoft.ContainerRegistry/registries/push/write';
const pushDataAction = 'Microsoft.ContainerRegistry/registries/repositories/content/write';

/** The nodes of a network isolated cluster need their grant, regardless of the manifests. */
function isOfBootstrap({ principalId, scope }: RoleAssignment, map: AccessMap): boolean {
  return map.runtimes.some(
    runtime =>
      runtime.kind === 'aks' &&
      runtime.bootstrapRegistryId !== undefined &&
      map.sameId(runtime.bootstrapRegistryId, scope) &&
      runtime.kubelet?.objectId?.toLowerCase() === principalId.toLowerCase(),
  );
}

function adminAccounts(findings: readonly Finding[], map: AccessMap): readonly AdminAccount[] {
  const pullsBy = (registry: Registry, credential: Puller['credential']) =>
    findings.filter(
      finding => finding.verdict.puller?.credential === credential && findingRegistry(finding, map) === registry,
    );
  return map.registries
    .filter(({ adminEnabled }) => adminEnabled)
    .map(registry => ({
      registry,
      leaning: pullsBy(registry, 'adminAccount'),
      unclear: pullsBy(registry, 'unknown'),
    }));
}

/** The registry of a finding. Undefined: the map does not hold it. */
export function findingRegistry(
  { reference: { image } }: Pick<Finding, 'reference'>,
  map: AccessMap,
): Registry | undefined {
  return image.kind === 'image' && image.registry !== undefined ? map.registryByHost(image.registry) : undefined;
}

function expiringCredentials(map: AccessMap, now: Date, days: number): readonly ExpiringCredential[] {
  const byApp = Map.groupBy(map.credentials ?? [], ({ appId }) => appId);
  const until = now.getTime() + days * 24 * 60 * 60_000;
  const found = [...byApp].flatMap(([appId, objects]): readonly ExpiringCredential[] => {
    const clusters = clustersOf(appId, map);
    // Clusters sign in by a password, even if there is a certificate as well.
    const ends = objects
      .flatMap(object => (clusters.length > 0 ? object.passwordEnds : object.ends).map(end => Date.parse(end)))
      .filter(end => !Number.isNaN(end));
    if (ends.length === 0) return [];
    const last = largest(ends);
    // One secret that lasts is enough: nothing shows which of several is in use.
    if (last > until) return [];
    const owner = objects.find(object => object.kind !== 'application')?.objectId;
    const called = objects.find(object => object.displayName)?.displayName;
    return [
      {
        appId,
        name: called ?? (owner === undefined ? undefined : map.principalName(owner)) ?? appId,
        end: dayOf(last),
        ended: last <= now.getTime(),
        clusters,
      },
    ];
  });
  return found.sort((a, b) => a.end.localeCompare(b.end, 'en') || a.name.localeCompare(b.name, 'en'));
}

function clustersOf(appId: string, map: AccessMap): readonly string[] {
  return map.runtimes.flatMap(runtime =>
    runtime.kind === 'aks' && runtime.servicePrincipalClientId?.toLowerCase() === appId ? [runtime.name] : [],
  );
}

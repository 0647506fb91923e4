import { lastSegment } from '../../access/ids.ts';
import type { ContainerGroup } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { ContainerGroupWorkload, DeclaredIdentity } from '../../model/workload.ts';
import { hasMode, identityForGroup } from '../fixes/credentialFixes.ts';
import type { Pull } from '../pull.ts';
import {
  type CredentialChain,
  noCredential,
  type PullCredential,
  type RuntimeFix,
  unreadCredential,
} from './credential.ts';
import { type DeployedRuntime, namedIdentity, openIdentity, resourceName } from './identities.ts';
import { type EffectiveEntry, entryCredentials, type RuntimeEntries } from './registryEntries.ts';

/**
 * Container Instances pull with the credential that `imageRegistryCredentials` names for the registry: a user-assigned
 * identity of the group, or a user name with a password. Without an entry, they pull anonymously.
 * https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi
 */
export function containerGroupCredentials(
  workload: ContainerGroupWorkload | undefined,
  inAzure: ContainerGroup | undefined,
  pull: Pull,
): CredentialChain {
  const { target, map } = pull;
  const group: DeployedRuntime = { workload, inAzure, target, map };
  const runtimeFix = newIdentity(group, pull);
  const entries = {
    // A container group is replaced as a whole: a manifest without credentials leaves none behind.
    declared: workload && (workload.registries ?? []),
    inAzure,
    collection: 'containerGroups',
    noun: 'credential',
    absent: 'no-pull-identity',
    fixFor: flaw => (flaw === 'password' ? undefined : runtimeFix),
    byIdentity: (identity, entry) => credentialOfIdentity(identity, entry, group, runtimeFix),
  } satisfies RuntimeEntries;
  return entryCredentials(entries, pull);
}

/** Gives the group an identity of its own. Its ids are known only after it is made. */
function newIdentity(group: DeployedRuntime, { registry, repository }: Pull): RuntimeFix | undefined {
  const name = resourceName(group);
  if (!hasMode(registry) || !name) return undefined;
  return { fix: identityForGroup(name, { registry, repository }), after: undefined };
}

const nothing: DeclaredIdentity = { systemAssigned: false, userAssigned: [], open: false };

/**
 * Microsoft's documents disagree about the system-assigned identity. The newest one states that it can't pull (support
 * article on InvalidImageRegistryIdentity, 2026-09).
 */
function credentialOfIdentity(
  identity: string,
  entry: EffectiveEntry,
  deployed: DeployedRuntime,
  runtimeFix: RuntimeFix | undefined,
): PullCredential {
  const { workload, inAzure } = deployed;
  if (/^\[?system\]?$/i.test(identity)) {
    const why = t("Container Instances can't pull with a system-assigned identity");
    return noCredential('system-identity-unsupported', why, inAzure?.id ?? null, entry.related, runtimeFix);
  }
  if (entry.isOpen) return unreadCredential(openIdentity(identity), inAzure?.id ?? null, entry.related);
  const why = t('its registry credential names `{0}`, which is not among its identities', lastSegment(identity));
  const use = { why: t('its registry credential names it'), token: 'undocumented', related: entry.related } as const;
  // A group is replaced as a whole, so a new one has only the identities that its manifest declares.
  const declared = workload?.identity ?? (workload && !inAzure ? nothing : undefined);
  return namedIdentity(identity, { ...deployed, workload: { identity: declared } }, use, { why });
}

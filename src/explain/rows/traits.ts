import type { CauseId } from '../../causes/index.ts';

/** The properties of a cause that its rank depends on. */
interface CauseTraits {
  /** Causes of one family read alike in the text of an error. */
  readonly family?: 'caller' | 'network' | 'image';
  /** True if only a registry of Azure can have it. */
  readonly isAzureOnly?: true;
  /** True if the map shows it, so that an allowed verdict rules it out. */
  readonly isOnMap?: true;
}

const traits: Readonly<Partial<Record<CauseId, CauseTraits>>> = {
  'not-attached': { family: 'caller', isAzureOnly: true, isOnMap: true },
  'no-pull-role': { family: 'caller', isAzureOnly: true, isOnMap: true },
  'role-on-wrong-identity': { family: 'caller', isAzureOnly: true, isOnMap: true },
  'wrong-role-for-mode': { family: 'caller', isAzureOnly: true, isOnMap: true },
  'cross-tenant': { family: 'caller', isAzureOnly: true, isOnMap: true },
  'no-pull-identity': { family: 'caller', isOnMap: true },
  'registry-not-configured': { family: 'caller', isOnMap: true },
  'condition-excludes-repository': { family: 'caller', isAzureOnly: true },
  'deny-assignment': { family: 'caller', isAzureOnly: true },
  'admin-disabled': { family: 'caller', isAzureOnly: true },
  'arm-token-refused': { family: 'caller', isAzureOnly: true },
  propagating: { family: 'caller', isAzureOnly: true },
  'expired-credential': { family: 'caller' },
  'identity-not-assigned': { family: 'caller' },
  'system-identity-unsupported': { family: 'caller' },
  'dead-pull-secret': { family: 'caller' },
  'network-firewall': { family: 'network' },
  'network-timeout': { family: 'network' },
  'network-dns': { family: 'network' },
  'network-private-only': { family: 'network', isAzureOnly: true },
  'private-dns-missing': { family: 'network', isAzureOnly: true },
  'image-not-found': { family: 'image' },
  'registry-not-found': { family: 'image' },
  'image-quarantined': { family: 'image', isAzureOnly: true },
  'registry-not-visible': { isAzureOnly: true },
  'unusable-host': { isAzureOnly: true },
};

export const isAzureOnly = (cause: CauseId) => traits[cause]?.isAzureOnly === true;
export const isOnMap = (cause: CauseId) => traits[cause]?.isOnMap === true;

export function readAlike(one: CauseId, other: CauseId): boolean {
  const family = traits[one]?.family;
  return family !== undefined && family === traits[other]?.family;
}

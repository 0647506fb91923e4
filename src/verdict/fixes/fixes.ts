/** The ways out, best first, as data. The admin account is never one of them. */

export { correctHost } from '../registry/registries.ts';
export { assignIdentity, setRegistryIdentity } from './appFixes.ts';
export {
  enableArmTokens,
  removeSecret,
  renewApplicationSecret,
  renewClusterCredential,
} from './credentialFixes.ts';
export { clusterToManagedIdentity, hasMode, identityForGroup } from './identityFixes.ts';
export { mergedGrants, mergedRoleFixes, needsOf, type PullNeed } from './merge.ts';
export { allowAddresses, linkZone } from './networkFixes.ts';
export { roleFixes } from './roleFixes.ts';
export { assignSiteIdentity, useSiteIdentity } from './siteFixes.ts';

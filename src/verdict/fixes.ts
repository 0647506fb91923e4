/** The ways out, best first, as data. The admin account is never one of them. */
export { assignIdentity, setRegistryIdentity, useIdentityInsteadOfPassword } from './fixes/appFixes.ts';
export {
  enableArmTokens,
  removeSecret,
  renewApplicationSecret,
  renewClusterCredential,
} from './fixes/credentialFixes.ts';
export { correctHost } from './fixes/hostFixes.ts';
export { clusterToManagedIdentity, hasMode, identityForGroup } from './fixes/identityFixes.ts';
export { mergedGrants, mergedRoleFixes, needsOf, type PullNeed } from './fixes/merge.ts';
export { allowAddresses, linkZone } from './fixes/networkFixes.ts';
export { roleFixes } from './fixes/roleFixes.ts';

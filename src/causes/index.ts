// Every cause, one file each. A cause that is not listed here has no id, so nothing that names it compiles.
import type { Cause, CauseOfErrorText, CauseOfVerdict } from './cause.ts';
import { adminCredentials } from './credential/adminCredentials.ts';
import { adminDisabled } from './credential/adminDisabled.ts';
import { armTokenRefused } from './credential/armTokenRefused.ts';
import { deadPullSecret } from './credential/deadPullSecret.ts';
import { expiredCredential } from './credential/expiredCredential.ts';
import { expiringCredential } from './credential/expiringCredential.ts';
import { notAPullError } from './errorText/notAPullError.ts';
import { rateLimited } from './errorText/rateLimited.ts';
import { transient } from './errorText/transient.ts';
import { anonymousPull } from './identity/anonymousPull.ts';
import { crossTenant } from './identity/crossTenant.ts';
import { identityNotAssigned } from './identity/identityNotAssigned.ts';
import { noPullIdentity } from './identity/noPullIdentity.ts';
import { registryNotConfigured } from './identity/registryNotConfigured.ts';
import { systemIdentityUnsupported } from './identity/systemIdentityUnsupported.ts';
import { imageNotFound } from './image/imageNotFound.ts';
import { imageQuarantined } from './image/imageQuarantined.ts';
import { platformMismatch } from './image/platformMismatch.ts';
import { networkDns } from './network/networkDns.ts';
import { networkFirewall } from './network/networkFirewall.ts';
import { networkNotVisible } from './network/networkNotVisible.ts';
import { networkPrivateOnly } from './network/networkPrivateOnly.ts';
import { networkTimeout } from './network/networkTimeout.ts';
import { privateDnsMissing } from './network/privateDnsMissing.ts';
import { tlsMismatch } from './network/tlsMismatch.ts';
import { breaksOnDeploy } from './planned/breaksOnDeploy.ts';
import { grantNotDeployed } from './planned/grantNotDeployed.ts';
import { grantPullCycle } from './planned/grantPullCycle.ts';
import { grantRemovedInCode } from './planned/grantRemovedInCode.ts';
import { grantSwitchedOff } from './planned/grantSwitchedOff.ts';
import { noGrantInCode } from './planned/noGrantInCode.ts';
import { pullBeforeGrant } from './planned/pullBeforeGrant.ts';
import { roleOnWrongScope } from './planned/roleOnWrongScope.ts';
import { malformedReference } from './registry/malformedReference.ts';
import { registryNotFound } from './registry/registryNotFound.ts';
import { registryNotVisible } from './registry/registryNotVisible.ts';
import { unresolvedReference } from './registry/unresolvedReference.ts';
import { unusableHost } from './registry/unusableHost.ts';
import { broadGrant } from './role/broadGrant.ts';
import { conditionExcludesRepository } from './role/conditionExcludesRepository.ts';
import { conditionNotUnderstood } from './role/conditionNotUnderstood.ts';
import { denyAssignment } from './role/denyAssignment.ts';
import { eligibleOnly } from './role/eligibleOnly.ts';
import { legacyRoleBeforeAbac } from './role/legacyRoleBeforeAbac.ts';
import { noPullRole } from './role/noPullRole.ts';
import { notAttached } from './role/notAttached.ts';
import { propagating } from './role/propagating.ts';
import { roleOnWrongIdentity } from './role/roleOnWrongIdentity.ts';
import { wrongRoleForMode } from './role/wrongRoleForMode.ts';
import { noTarget } from './unread/noTarget.ts';
import { notReadable } from './unread/notReadable.ts';
import { notSignedIn } from './unread/notSignedIn.ts';

export type { Cause } from './cause.ts';

type Of<O extends Cause['outcome']> = Cause & { readonly outcome: O };

/** In the order of the questions. */
const denied = [
  registryNotFound,
  unusableHost,
  malformedReference,
  noPullIdentity,
  registryNotConfigured,
  identityNotAssigned,
  systemIdentityUnsupported,
  crossTenant,
  notAttached,
  noPullRole,
  wrongRoleForMode,
  conditionExcludesRepository,
  roleOnWrongIdentity,
  grantPullCycle,
  breaksOnDeploy,
  denyAssignment,
  networkFirewall,
  networkPrivateOnly,
  privateDnsMissing,
  expiredCredential,
  adminDisabled,
  armTokenRefused,
  imageNotFound,
  imageQuarantined,
  platformMismatch,
] as const satisfies readonly Of<'denied'>[];

/** The order of precedence: a verdict carries the first one that applies. */
const allowed = [
  adminCredentials,
  expiringCredential,
  deadPullSecret,
  anonymousPull,
  grantNotDeployed,
  pullBeforeGrant,
  broadGrant,
  legacyRoleBeforeAbac,
] as const satisfies readonly Of<'allowed'>[];

const unknown = [
  notSignedIn,
  noTarget,
  notReadable,
  registryNotVisible,
  unresolvedReference,
  conditionNotUnderstood,
  propagating,
  networkNotVisible,
  eligibleOnly,
  roleOnWrongScope,
  grantSwitchedOff,
  noGrantInCode,
  grantRemovedInCode,
] as const satisfies readonly Of<'unknown'>[];

/** Causes that only the text of an error can show. */
const inErrorText = [
  networkTimeout,
  networkDns,
  rateLimited,
  tlsMismatch,
  transient,
  notAPullError,
] as const satisfies readonly Of<null>[];

export type DeniedCause = (typeof denied)[number]['id'];
type WorksButCause = (typeof allowed)[number]['id'];
export type UnknownCause = (typeof unknown)[number]['id'];
/** Causes that a verdict can carry. */
export type VerdictCause = DeniedCause | WorksButCause | UnknownCause;
export type CauseId = VerdictCause | (typeof inErrorText)[number]['id'];

type Causes = {
  readonly [K in CauseId]: (K extends VerdictCause ? CauseOfVerdict : CauseOfErrorText) & { readonly id: K };
};

const all: readonly (Cause & { readonly id: CauseId })[] = [...denied, ...allowed, ...unknown, ...inErrorText];

export const causes = Object.fromEntries(all.map(cause => [cause.id, cause])) as Causes;

/** Causes of pulls that work, the gravest first. */
export const worksButCauses: readonly WorksButCause[] = allowed.map(({ id }) => id);

export function isCause(id: string): id is CauseId {
  return Object.hasOwn(causes, id);
}

export function isVerdictCause(id: string): id is VerdictCause {
  return isCause(id) && causes[id].outcome !== null;
}

/** Path of the page that explains a cause, from the repository's root. */
export function causePage(cause: CauseId): string {
  return `docs/causes/${cause}.md`;
}

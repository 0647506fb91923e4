import { t } from '../../model/l10n.ts';
import { hidden, hiddenByHub, refused, unsaid } from './rankings.ts';
import { pullRows } from './row.ts';

/**
 * The registry refuses the caller. It answers a pull without the role with 401, just as it does for a wrong password. A
 * missing image leads to a 401 as well, once the node falls back to an anonymous attempt.
 */
export const authorise = pullRows('authorise', [
  {
    id: 'anonymous-token-401',
    own: 'failed to fetch anonymous token … 401 | failed to fetch anonymous token … unauthorized',
    says: t("The registry accepted none of the runtime's credentials, nor the anonymous attempt that followed."),
    causes: refused,
    weight: 40,
    source: 'https://github.com/Azure/AKS/issues/4459',
  },
  {
    id: 'no-token',
    own: 'failed to fetch anonymous token | failed to authorize:',
    says: t('The runtime got no token from the registry. The status with the details is cut off here.'),
    causes: refused,
    weight: 23,
    source: 'https://github.com/Azure/AKS/issues/4459',
  },
  {
    id: 'authentication-required',
    own: `
      authentication required, visit https://aka.ms/acr/authorization | /manifests/ … : unauthorized |
      /manifests/ … 401 | error from registry: unauthorized | failed to authorize … 401 |
      get https: … scope=repository … unauthorized | get https: … unauthorized: authentication required |
      imagepullunauthorized* | import failed (unauthorized) | base image requires auth |
      registryunauthorizedexception | unauthorized error … container registry`,
    words: `
      unauthorized | unauthorised | 401 | authentication required | not authenticated | requires authentication`,
    says: t('The registry requires a credential that can pull.'),
    causes: refused,
    weight: 38,
    source: 'https://github.com/Azure/AKS/issues/679',
  },
  {
    id: 'pull-access-denied',
    own: 'pull access denied | error from registry: denied | does not exist or no pull access',
    says: t('The registry shows this caller no such repository. If the image has no host, the registry is Docker Hub.'),
    causes: hidden,
    isAnswer: true,
    weight: 66,
    source: 'https://github.com/docker/buildx/issues/1611',
  },
  {
    id: 'insufficient-scope',
    // Azure's registries exchange no token for an identity without any role. So this identity holds a role, but not for
    // this repository. Docker Hub gives the same answer for a repository that it hides.
    own: 'insufficient_scope: authorization failed',
    words: 'insufficient_scope | insufficient scope*',
    says: t("The registry issued a token that doesn't cover this repository."),
    causes: hidden,
    isAnswer: true,
    weight: 49,
    source: 'https://github.com/docker/hub-feedback/issues/2215',
  },
  {
    id: 'resource-denied',
    own: 'reading manifest … requested access to the resource is denied',
    words: 'requested access to the resource is denied',
    says: t('The registry refused the pull. Docker Hub does so for private repositories.'),
    causes: {
      usual: ['registry-not-found', 'no-pull-identity', 'no-pull-role', 'image-not-found'],
      hub: hiddenByHub,
    },
    isAnswer: true,
    weight: 47,
    source: 'https://github.com/docker/buildx/issues/1611',
  },
  {
    id: 'denied',
    own: 'error response from daemon: denied | error response from daemon: {message:denied | /manifests/ … : denied',
    words: `
      access denied | access is denied | denied: | was denied | not authorized | not permitted |
      insufficient permission* | does not have permission | unable to access | not have access |
      don't have the needed permissions`,
    says: t("The registry doesn't let this caller pull."),
    causes: {
      kubernetes: ['not-attached', 'no-pull-role', 'wrong-role-for-mode', 'role-on-wrong-identity'],
      usual: ['no-pull-role', 'no-pull-identity', 'wrong-role-for-mode', 'registry-not-found'],
    },
    weight: 36,
    source: 'https://learn.microsoft.com/troubleshoot/azure/azure-container-registry/acr-authentication-errors',
  },
  {
    id: 'pull-permission-missing',
    own: 'not have pull permission',
    says: t("Azure says that this caller can't pull from this registry."),
    causes: ['no-pull-role', 'no-pull-identity', 'wrong-role-for-mode'],
    weight: 92,
    source: 'https://github.com/MicrosoftDocs/azure-docs/issues/107890',
  },
  {
    id: 'exchange-401',
    own: `
      connectivity_refresh_token_error … 401 | connectivity_refresh_token_error |
      access to registry … was denied. response code: 401 | connectivity_access_token_error`,
    says: t('The registry issued no token for the sign-in: most often, the account has no role on it.'),
    causes: ['no-pull-role', 'wrong-role-for-mode', 'cross-tenant', 'expired-credential'],
    weight: 56,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-health-error-reference',
  },
  {
    id: 'check-acr-permission',
    own: `
      rejected token exchange … 401 | token exchange endpoint returned error status: 401 | oauth2/exchange … 401 |
      acrtokenexchangeforbidden | exchange acr token failed … unauthorized | acr refresh token … 401`,
    says: t("The registry refused to exchange the identity's token: as far as this check can tell, a role is missing."),
    causes: {
      kubernetes: ['not-attached', 'no-pull-role', 'arm-token-refused', 'wrong-role-for-mode', 'cross-tenant'],
      usual: ['no-pull-role', 'no-pull-identity', 'arm-token-refused', 'propagating'],
    },
    weight: 53,
    source: 'https://github.com/Azure/azure-sdk-for-python/issues/33611',
  },
  {
    id: 'managed-identity-pull',
    own: 'unable to pull image using managed identity',
    says: t("The app's identity was refused: it has no role that counts, or the registry refuses ARM tokens."),
    causes: ['no-pull-role', 'arm-token-refused', 'wrong-role-for-mode', 'identity-not-assigned', 'propagating'],
    weight: 62,
    source: 'https://github.com/microsoft/azure-container-apps/issues/1061',
  },
  {
    id: 'no-registry-token',
    own: 'unable to retrieve acr refresh token | validating image pull permission: failed | rejected token exchange',
    says: t('The identity that pulls got no token from the registry.'),
    causes: unsaid,
    weight: 22,
    source: 'https://github.com/Azure/aks-canipull/blob/main/main.go',
  },
]);

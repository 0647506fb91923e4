import { t } from '../../model/l10n.ts';
import { refusedCredential } from './rankings.ts';
import { pullRows } from './row.ts';

/** A credential is missing, has ended, or is of a kind that the registry does not take. */
export const authenticate = pullRows('authenticate', [
  {
    id: 'oauth-token-401',
    own: `
      failed to fetch oauth token … 401 | failed to fetch oauth token … 400 |
      failed to fetch oauth token … unauthorized | failed to fetch oauth token | unable to retrieve auth token`,
    says: t('A credential was sent, and the registry issued no token for it.'),
    causes: refusedCredential,
    weight: 50,
    source:
      'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cannot-pull-image-from-acr-to-aks-cluster',
  },
  {
    id: 'token-validation-failed',
    own: 'token validation failed | connectivity_aad_login_error | does not support aad login',
    says: t("The registry doesn't accept this kind of token."),
    causes: ['arm-token-refused', 'no-pull-role'],
    weight: 72,
    source: 'https://github.com/MicrosoftDocs/azure-docs/pull/128528',
  },
  {
    id: 'service-principal-refused',
    own: `
      application not registered with aad | unauthorized: invalid clientid or client secret |
      validating service principal credential: failed | sign in to aad failed with`,
    words: 'client id must be guid | invalid clientid or client secret',
    says: t('The service principal was refused: its secret has expired, or it was deleted or is in another tenant.'),
    causes: ['expired-credential', 'cross-tenant', 'no-pull-identity'],
    weight: 70,
    source: 'https://github.com/Azure/acr/issues/366',
  },
  {
    id: 'login-refused',
    own: `
      .azurecr. … /v2/: unauthorized | login attempt to https:// … 401 | docker login for … failed with exit code |
      invalid username/password: unauthorized`,
    words: 'incorrect username or password | invalid username* | too many failed login attempts',
    says: t('The registry refused the sign-in: the user name or password is wrong, or the password has expired.'),
    causes: ['expired-credential', 'no-pull-identity', 'admin-disabled', 'no-pull-role', 'wrong-role-for-mode'],
    weight: 52,
    source: 'https://learn.microsoft.com/troubleshoot/azure/azure-container-registry/acr-authentication-errors',
  },
  {
    id: 'credential-ended',
    own: 'authorization token has expired | user cannot be authenticated with the token',
    words: 'token … expired | password … expired | credential* … expired | invalid_token',
    says: t('A credential was sent, and it is wrong or has expired.'),
    causes: ['expired-credential', 'no-pull-role', 'no-pull-identity'],
    weight: 53,
    source: 'https://github.com/portainer/portainer/issues/6764',
  },
  {
    id: 'cache-rule-source',
    own: `
      unauthorized … source registry for cache rule | authentication required with source registry for cache rule`,
    says: t('The registry let the caller in, but the source of its cache rule refused the credentials of the rule.'),
    causes: ['expired-credential', 'no-pull-identity', 'image-not-found'],
    weight: 76,
    source: 'https://github.com/Azure/acr/issues/599',
  },
  {
    id: 'admin-disabled',
    own: 'unable to get admin user credentials with message',
    words: 'admin user is disabled',
    says: t('The admin account was tried last, and it is disabled; the lines above say why the sign-in failed.'),
    causes: ['admin-disabled', 'no-pull-role', 'expired-credential'],
    weight: 20,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-login-authn-authz',
  },
  {
    id: 'admin-needed',
    own: 'ensure the acr has admin user enabled | failed to retrieve container registry credentials',
    says: t('No identity was given, so the admin account was tried. It is disabled, as it should be.'),
    causes: ['admin-disabled', 'no-pull-identity', 'registry-not-configured'],
    weight: 37,
    source: 'https://github.com/Azure/azureml-examples/issues/3463',
  },
  {
    id: 'no-basic-auth',
    own: `
      no basic auth credentials | basic credential not found | no username present in auth config for server |
      error getting credentials - err`,
    words: 'no credentials | no matching credentials',
    says: t("The target has no credential for this registry, or couldn't read it."),
    causes: {
      kubernetes: ['no-pull-identity', 'not-attached', 'no-pull-role'],
      usual: ['no-pull-identity', 'no-pull-role', 'expired-credential'],
    },
    weight: 45,
    source: 'https://github.com/containerd/containerd/issues/11103',
  },
  {
    id: 'container-group-password',
    own: 'invalidimageregistrypassword | imageregistrycredentials … cannot be empty',
    says: t(
      "The container group names a user for the registry, and its password is empty. A pipeline's secret may be missing.",
    ),
    causes: ['no-pull-identity', 'expired-credential'],
    sure: true,
    weight: 71,
    // The same check, of the server: https://github.com/Azure/aci-deploy/issues/16
    source: 'https://learn.microsoft.com/azure/templates/microsoft.containerinstance/containergroups',
  },
  {
    id: 'pull-secret-missing',
    own: 'unable to retrieve some image pull secrets | failedtoretrieveimagepullsecret',
    says: t("A pull secret that the pod names isn't in its namespace, so it isn't used."),
    causes: ['no-pull-identity', 'dead-pull-secret', 'not-attached'],
    weight: 33,
    source: 'https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/',
  },
  {
    id: 'secret-refused',
    words: `
      aadsts7000222 | provided client secret keys … are expired | aadsts50012 | aadsts7000215 |
      invalid client secret provided | aadsts50126 | invalid_client`,
    says: t("The service principal's secret is wrong, has expired, or was renewed elsewhere."),
    causes: ['expired-credential', 'no-pull-identity'],
    sure: true,
    weight: 96,
    source: 'https://github.com/Azure/aad-pod-identity/issues/1075',
  },
  {
    id: 'other-tenant',
    words: 'aadsts700016 | aadsts500011 | aadsts50020 | aadsts90002',
    says: t("The identity, or the resource that it asked for, doesn't exist in this tenant."),
    causes: ['cross-tenant', 'expired-credential', 'arm-token-refused'],
    weight: 95,
    source: 'https://github.com/Azure/azure-cli/issues/30445',
  },
  {
    id: 'federation',
    words: 'aadsts70021*',
    says: t('No federated credential of the identity matches the token that was sent.'),
    causes: ['no-pull-identity', 'identity-not-assigned'],
    weight: 94,
    source: 'https://github.com/Azure/azure-workload-identity/issues/340',
  },
  {
    id: 'person-signs-in',
    words: 'aadsts50076 | aadsts700082 | aadsts70043 | aadsts70008 | aadsts53003 | aadsts50078',
    says: t('Microsoft Entra requires a person to sign in again.'),
    causes: ['expired-credential', 'not-signed-in'],
    weight: 90,
    source: 'https://github.com/Azure/acr/issues/655',
  },
  {
    id: 'cli-signed-out',
    own: "unable to get aad authorization tokens … please run 'az login' | az acr login … please run 'az login'",
    says: t("The Azure CLI isn't signed in, so it can't sign in to the registry."),
    causes: ['not-signed-in', 'no-pull-identity'],
    weight: 60,
    source: 'https://github.com/Azure/acr/issues/367',
  },
  {
    id: 'sign-in-failed',
    own: 'unable to get aad authorization tokens | unable to authenticate using aad or admin login credentials',
    says: t('The sign-in to the registry failed.'),
    causes: ['no-pull-role', 'expired-credential', 'network-firewall'],
    weight: 15,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-login-authn-authz',
  },
  {
    id: 'identity-missing',
    own: `
      validating managed identity existance: failed | getting managed identity token failed |
      not found in container group identity list | invalidimageregistryidentity |
      getting managed identity token: failed | containerappinvalidregistryidentity`,
    words: 'identity not found | identity … not been assigned | multiple user assigned identities',
    says: t("The machine, group or app doesn't have the identity that it should pull with."),
    causes: ['identity-not-assigned', 'no-pull-identity', 'system-identity-unsupported', 'not-attached'],
    sure: true,
    weight: 88,
    source: 'https://github.com/Azure/aks-canipull/blob/main/main.go',
  },
  {
    id: 'registry-entry-wrong',
    own: `
      invalidimageregistrycredentialtype | ambiguousimageresitrycredentialtype |
      secretref … defined for registry server … not found`,
    says: t("The registry entry is incomplete, or of a kind that isn't supported."),
    causes: ['registry-not-configured', 'no-pull-identity', 'system-identity-unsupported'],
    weight: 84,
    source:
      'https://learn.microsoft.com/troubleshoot/azure/azure-container-instances/acr-image-pull-failures-managed-identity',
  },
  {
    id: 'provider-failed',
    own: `
      failed getting credential from external registry credential provider | error execing credential provider plugin`,
    says: t("The node's credential provider got no token for this registry, so the node tried to pull anonymously."),
    causes: ['not-attached', 'no-pull-identity', 'identity-not-assigned', 'no-pull-role', 'network-timeout'],
    weight: 41,
    source: 'https://github.com/kubernetes/kubernetes/pull/117448',
  },
  {
    id: 'flux-no-credential',
    own: 'failed to get credential from azure | azurecr. … defaultazurecredential: failed to acquire a token',
    words: 'defaultazurecredential: failed to acquire a token',
    says: t(
      'Flux could not sign in to the registry, neither with a workload identity nor with the managed identity of its node.',
    ),
    causes: ['no-pull-identity', 'identity-not-assigned', 'no-pull-role'],
    weight: 67,
    source: 'https://github.com/fluxcd/source-controller/issues/898',
  },
]);

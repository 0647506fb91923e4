import { t } from '../../model/l10n.ts';
import {
  type AdviceTable,
  az,
  type Known,
  type Option,
  onRuntime,
  query,
  registryField,
  upper,
  word,
} from './known.ts';

const assignments = ({ registryId, objectId }: Known, ...more: readonly Option[]) =>
  `${az('role assignment list', ['--assignee', objectId], ['--scope', registryId], ...more)} --include-inherited --include-groups -o table`;

const assign = ({ registryId, objectId }: Known, role: string) =>
  az(
    'role assignment create',
    ['--assignee-object-id', objectId],
    ['--assignee-principal-type', 'ServicePrincipal'],
    ['--role', role],
    ['--scope', registryId],
  );

const acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d';
const repositoryReader = 'b93aa761-3e63-49ed-ac28-beffa264f7ac';

const setEntry = (known: Known) =>
  onRuntime(known, `${known.app} registry set`, '<app>', ['--server', known.host], ['--identity', '<identityId>']);

const puller: Readonly<Record<Known['origin'], string>> = {
  kubernetes: t("the kubelet identity of the cluster's nodes"),
  containerd: t("the cluster's kubelet identity (in a build: the account that is signed in)"),
  containerApp: t("the identity that the app's registry entry names"),
  containerGroup: t("the identity that the container group's registry credential names"),
  site: t("the web app's identity"),
  artifact: t(
    "the tool's own identity or secret (Flux's source-controller, Argo CD's repo-server, or the account that runs Helm)",
  ),
  docker: t('the account that is signed in'),
};

/** What holds the identity of an app, in the words of the Azure CLI. https://learn.microsoft.com/cli/azure/webapp/identity */
const holder = ({ origin, app }: Known) => (origin === 'site' ? 'webapp' : app);

const groupFields = '{identity:identity, credentials:imageRegistryCredentials}';
const siteFields = '{managed:acrUseManagedIdentityCreds, identity:acrUserManagedIdentityId}';

/** `az containerapp registry list …` and its like: the credential that the runtime has for this registry. */
function configured(known: Known): string {
  const { origin, registry, pod, namespace } = known;
  switch (origin) {
    case 'containerApp':
      return `${onRuntime(known, `${known.app} registry list`, '<app>')} -o table`;
    case 'containerGroup':
      return onRuntime(known, 'container show', '<container group>', query(groupFields));
    case 'site':
      return onRuntime(known, 'webapp config show', '<app>', query(siteFields));
    case 'kubernetes':
    case 'containerd':
      return `kubectl get pod ${word(pod)} --namespace ${word(namespace)} -o jsonpath='{.spec.serviceAccountName} {.spec.imagePullSecrets}'`;
    case 'artifact':
      return "kubectl get helmrepositories,ocirepositories,applications --all-namespaces -o jsonpath='{.items[*].spec}'";
    case 'docker':
      return `${az('acr login', ['--name', registry])} --expose-token --query loginServer`;
  }
}

/** Who pulls, with what, and whether that may. */
export const identityAdvice: AdviceTable = {
  'not-attached': {
    why: ({ shown }) =>
      t(
        "The cluster's kubelet identity most likely holds no pull role on {0}: nothing connects a cluster with a registry by itself.",
        shown,
      ),
    check: known => assignments(known),
    fix: known =>
      `${onRuntime(known, 'aks update', '<cluster>', ['--attach-acr', known.registryId])}  # ${t('legacy mode; a registry in ABAC mode needs Container Registry Repository Reader, see wrong-role-for-mode')}`,
  },
  'no-pull-role': {
    why: ({ shown, origin, isAzure }) =>
      isAzure
        ? t(
            '{0} may hold no role that covers a pull from {1}. A missing role is a 401, too.',
            upper(puller[origin]),
            shown,
          )
        : t('The account that is signed in may not read this repository on {0}, by the rules of that registry.', shown),
    check: known => (known.isAzure ? assignments(known) : `docker pull ${word(`${known.host}/${known.image}`)}`),
    fix: known =>
      !known.isAzure
        ? t('Ask the owner of {0} to let this account read the repository, or pull with one that may.', known.shown)
        : `${assign(known, acrPull)}  # ${t('AcrPull; in ABAC mode b93aa761-3e63-49ed-ac28-beffa264f7ac, Container Registry Repository Reader')}`,
  },
  'wrong-role-for-mode': {
    why: ({ shown }) =>
      t(
        'If {0} is in ABAC mode it ignores AcrPull, Owner, Contributor and Reader; in legacy mode it ignores the repository roles. After a switch, old tokens are refused until they run out.',
        shown,
      ),
    check: known => registryField(known, 'roleAssignmentMode'),
    fix: known => `${assign(known, repositoryReader)}  # ${t('Container Registry Repository Reader, for ABAC mode')}`,
  },
  'condition-excludes-repository': {
    why: ({ repository }) => t('The role may carry a condition that names other repositories than `{0}`.', repository),
    check: known => assignments(known, ['--query', '[].{role:roleDefinitionName, condition:condition}']),
    fix: ({ repository }) =>
      t(
        'Widen the condition of that assignment by `{0}` (az role assignment update); a second assignment of the role at the same scope is not possible.',
        repository,
      ),
  },
  'deny-assignment': {
    why: ({ shown }) =>
      t(
        'A deny assignment at {0} or above it wins over every role. A deployment stack, a managed application or another service of Azure made it.',
        shown,
      ),
    check: ({ registryId }) =>
      `az rest --method get --url ${word(`https://management.azure.com${registryId}/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01&$filter=atScope()`)}`,
    fix: () =>
      t(
        'Change what made it: let the deployment stack or the managed application exclude the identity from the denial, or release the registry from it. It cannot be removed directly.',
      ),
  },
  'role-on-wrong-identity': {
    why: () =>
      t(
        "The role may be on another identity of the cluster, such as that of its control plane, or on the kubelet identity's client id instead of its object id.",
      ),
    check: known => onRuntime(known, 'aks show', '<cluster>', ['--query', 'identityProfile.kubeletidentity']),
    fix: known => assign(known, acrPull),
  },
  'no-pull-identity': {
    why: ({ shown, origin, isAzure }) =>
      isAzure
        ? t('Without a credential for {0} a pull is anonymous. Who should present one: {1}.', shown, puller[origin])
        : t('Without a credential for {0} a pull is anonymous, and gets only what everybody may have.', shown),
    check: known => (known.isAzure ? configured(known) : `docker login ${word(known.host)}`),
    fix: known => {
      const { origin, host, registry, isAzure } = known;
      if (!isAzure) return t('Sign in to `{0}`, or give the workload a pull secret for it.', host);
      switch (origin) {
        case 'containerApp':
          return setEntry(known);
        case 'containerGroup':
          return t(
            'Name a user-assigned identity for `{0}` in imageRegistryCredentials, give it to the group, and assign it the pull role.',
            host,
          );
        case 'site':
          return onRuntime(known, 'webapp config set', '<app>', [
            '--generic-configurations',
            '{"acrUseManagedIdentityCreds": true}',
          ]);
        case 'kubernetes':
        case 'containerd':
          return t(
            "Name the identity that is to pull: the service account's (kubernetes.azure.com/acr-client-id), or attach `{0}` to the cluster.",
            registry,
          );
        case 'artifact':
          return t(
            'Flux: `spec.provider: azure` with an identity of its own, or `secretRef`. Argo CD: a repository secret for `{0}` with `enableOCI`. Helm by hand: helm registry login {1}',
            host,
            word(host),
          );
        case 'docker':
          return az('acr login', ['--name', registry]);
      }
    },
  },
  'expired-credential': {
    why: ({ shown, isAzure }) =>
      isAzure
        ? t(
            'Secrets of service principals, tokens and the passwords in pull secrets end, or are renewed elsewhere; {0} takes the old ones no longer.',
            shown,
          )
        : t('Passwords and tokens end, or are renewed elsewhere; {0} takes the old ones no longer.', shown),
    check: ({ isAzure }) =>
      isAzure
        ? `${az('ad app credential list', ['--id', '<clientId>'], ['--query', '[].endDateTime'])} -o tsv`
        : `kubectl get secret '<pull secret>' -o jsonpath='{.type} {.metadata.creationTimestamp}'`,
    fix: ({ isAzure }) =>
      isAzure
        ? t(
            'Let a managed identity pull, which has no end. To win time, renew the secret (az ad app credential reset) and hand it on: az aks update-credentials, or a new pull secret.',
          )
        : t('Renew the login and the pull secrets made from it.'),
  },
  'admin-disabled': {
    why: ({ shown }) =>
      t('The credential may be the admin account of {0}, which is off, or whose password was renewed.', shown),
    check: known => registryField(known, 'adminUserEnabled'),
    fix: () =>
      t(
        'Leave it off. Let an identity pull (attach the registry, or name an identity in its entry), then remove the pull secret.',
      ),
  },
  'cross-tenant': {
    why: ({ shown }) =>
      t("The identity and {0} may be in different tenants. A managed identity can't leave its own.", shown),
    check: () => `${az('account list', ['--query', '[].{subscription:id, tenant:tenantId}'])} -o table`,
    fix: ({ registry, repository }) =>
      `${az('acr token create', ['--registry', registry], ['--name', '<token>'])} --repository ${word(repository)} content/read metadata/read --expiration-in-days 180  # ${t('then a pull secret with it; on AKS a multi-tenant service principal does as well')}`,
  },
  'arm-token-refused': {
    why: ({ shown }) =>
      t(
        '{0} may accept only tokens that were issued for registries; Container Apps, App Service and check-acr ask with tokens for Azure Resource Manager.',
        upper(shown),
      ),
    check: ({ registry }) => az('acr config authentication-as-arm show', ['--registry', registry]),
    fix: ({ registry }) =>
      az('acr config authentication-as-arm update', ['--registry', registry], ['--status', 'enabled']),
  },
  'registry-not-configured': {
    why: ({ host }) =>
      t(
        'The app may have no entry for `{0}` under its registries, so it does not sign in, whatever roles its identity holds.',
        host,
      ),
    check: known => configured({ ...known, origin: known.origin === 'docker' ? 'containerApp' : known.origin }),
    fix: setEntry,
  },
  'identity-not-assigned': {
    why: ({ origin }) =>
      origin === 'kubernetes'
        ? t('The nodes may not hold the kubelet identity any more: it was taken off the scale set.')
        : t(
            'An app or a group can pull only with an identity that it holds itself, not with one that is merely named for the registry.',
          ),
    check: known =>
      known.origin === 'kubernetes'
        ? az('vmss identity show', ['--resource-group', '<node group>'], ['--name', '<scale set>'])
        : known.origin === 'containerGroup'
          ? onRuntime(known, 'container show', '<container group>', ['--query', 'identity'])
          : onRuntime(known, `${holder(known)} identity show`, '<app>'),
    fix: known =>
      known.origin === 'kubernetes'
        ? `${onRuntime(known, 'aks update', '<cluster>')}  # ${t('puts the identity back onto the nodes')}`
        : known.origin === 'containerGroup'
          ? t(
              'List the same user-assigned identity under `identity` of the group (--assign-identity) and in imageRegistryCredentials (--acr-identity).',
            )
          : onRuntime(known, `${holder(known)} identity assign`, '<app>', [
              known.origin === 'site' ? '--identities' : '--user-assigned',
              '<identityId>',
            ]),
  },
  'system-identity-unsupported': {
    why: () => t('The entry may name the system-assigned identity, which cannot pull for Container Instances.'),
    check: known => configured({ ...known, origin: 'containerGroup' }),
    fix: () => t('Use a user-assigned identity with the pull role, both in --assign-identity and in --acr-identity.'),
  },
  'dead-pull-secret': {
    why: () => t('A pull secret that the pod names may be missing in its namespace, or hold no entry for this host.'),
    check: ({ namespace }) => `kubectl get secret '<pull secret>' --namespace ${word(namespace)} -o jsonpath='{.type}'`,
    fix: () =>
      t(
        'Create it in the namespace of the pod, or take it out of imagePullSecrets if the identity of the nodes pulls anyway.',
      ),
  },
  propagating: {
    why: () =>
      t(
        'If the role was assigned within the last minutes, it may not count everywhere yet; a group membership may take hours.',
      ),
    check: known => assignments(known, ['--query', '[].{role:roleDefinitionName, since:createdOn}']),
    fix: () => t('Wait ten minutes and try again, before anything else is changed.'),
  },
  'not-signed-in': {
    why: () => t('The person or the pipeline is not signed in to Azure, or the sign-in has run out.'),
    check: () => az('account show', ['--query', 'user.name']),
    fix: () => 'az login',
  },
};

import { capitalised, t } from '../../model/l10n.ts';
import { acrPullGuid, repositoryReaderGuid } from '../../model/roleIds.ts';
import { isOpenToAll } from '../text/images.ts';
import {
  type AdviceCommand,
  type AdviceContext,
  type AdviceTable,
  azText,
  bashWord,
  onRuntime,
  pullAgain,
  query,
  registryField,
  runtimeInWords,
} from './known.ts';

const assignments = ({ registryId, objectId }: AdviceContext, fields?: string) =>
  `${azText('role assignment list', ['--assignee', objectId], ['--scope', registryId], ...(fields ? [query(fields)] : []))} --include-inherited --include-groups -o table`;

const rolesOn = (known: AdviceContext): AdviceCommand => ({
  text: assignments(known),
  purpose: t('list the roles on {0}', known.host),
});

const assign = ({ registryId, objectId }: AdviceContext, role: string) =>
  azText(
    'role assignment create',
    ['--assignee-object-id', objectId],
    ['--assignee-principal-type', 'ServicePrincipal'],
    ['--role', role],
    ['--scope', registryId],
  );

const setEntry = (known: AdviceContext): AdviceCommand => ({
  text: onRuntime(
    known,
    `${known.app} registry set`,
    '<app>',
    ['--server', known.host],
    ['--identity', '<identityId>'],
  ),
  purpose: t('add {0} to the registries of {1}', known.host, runtimeInWords(known)),
});

const puller: Readonly<Record<AdviceContext['origin'], string>> = {
  kubernetes: t("the kubelet identity of the cluster's nodes"),
  containerd: t("the cluster's kubelet identity (in a build: the signed-in account)"),
  containerApp: t("the identity that the app's registry entry names"),
  containerGroup: t("the identity that the container group's registry credential names"),
  site: t("the web app's identity"),
  artifact: t("the identity or secret of Flux's source-controller, Argo CD's repo-server or Helm's user"),
  docker: t('the signed-in account'),
};

/**
 * The command group of the Azure CLI for an app with an identity. https://learn.microsoft.com/cli/azure/webapp/identity
 */
const holder = ({ origin, app }: AdviceContext) => (origin === 'site' ? 'webapp' : app);

const groupFields = '{identity:identity, credentials:imageRegistryCredentials}';
const siteFields = '{managed:acrUseManagedIdentityCreds, identity:acrUserManagedIdentityId}';

/** `az containerapp registry list …` and its like: the credential that the runtime has for this registry. */
function configured(known: AdviceContext): AdviceCommand {
  const { origin, registry, pod, namespace, host } = known;
  const runtime = runtimeInWords(known);
  switch (origin) {
    case 'containerApp':
      return {
        text: `${onRuntime(known, `${known.app} registry list`, '<app>')} -o table`,
        purpose: t('list the registries of {0}', runtime),
      };
    case 'containerGroup':
      return {
        text: onRuntime(known, 'container show', '<container group>', query(groupFields)),
        purpose: t('show the identity and the registry credentials of {0}', runtime),
      };
    case 'site':
      return {
        text: onRuntime(known, 'webapp config show', '<app>', query(siteFields)),
        purpose: t('show the identity that {0} pulls with', runtime),
      };
    case 'kubernetes':
    case 'containerd':
      return {
        text: `kubectl get pod ${bashWord(pod)} --namespace ${bashWord(namespace)} -o jsonpath='{.spec.serviceAccountName} {.spec.imagePullSecrets}'`,
        purpose: t('show the service account and the pull secrets of the pod'),
      };
    case 'artifact':
      return {
        text: "kubectl get helmrepositories,ocirepositories,applications --all-namespaces -o jsonpath='{.items[*].spec}'",
        purpose: t('list the sources of Flux and Argo CD'),
      };
    case 'docker':
      return {
        text: `${azText('acr login', ['--name', registry])} --expose-token --query loginServer`,
        purpose: t('test the sign-in to {0}', host),
      };
  }
}

const dockerSignIn = ({ host }: AdviceContext): AdviceCommand => ({
  text: `docker login ${bashWord(host)}`,
  purpose: t('sign in to {0} with Docker', host),
});

/** Advice about the identity that pulls, its credential and its roles. */
export const identityAdvice: AdviceTable = {
  'not-attached': {
    why: ({ shown }) =>
      t("The cluster's kubelet identity probably has no pull role on {0}; attaching the registry gives it one.", shown),
    check: rolesOn,
    fix: known => ({
      text: `${onRuntime(known, 'aks update', '<cluster>', ['--attach-acr', known.registryId])}  # ${t('for legacy mode; in ABAC mode, assign Container Registry Repository Reader instead')}`,
      purpose: t('attach {0} to {1}', known.registry, runtimeInWords({ ...known, origin: 'kubernetes' })),
    }),
  },
  'no-pull-role': {
    why: ({ shown, origin, isAzure }) =>
      isAzure
        ? t('{0} may have no pull role on {1}: a missing role also shows as 401.', capitalised(puller[origin]), shown)
        : t('The signed-in account may lack permission to read this repository on {0}.', shown),
    check: known => (known.isAzure ? rolesOn(known) : pullAgain(known)),
    fix: known =>
      !known.isAzure
        ? t('Ask the owner of {0} to let this account read the repository, or use an account that can.', known.shown)
        : {
            text: `${assign(known, acrPullGuid)}  # ${t('AcrPull; in ABAC mode, {0} (Container Registry Repository Reader)', repositoryReaderGuid)}`,
            purpose: t('assign AcrPull on {0}', known.host),
          },
  },
  'wrong-role-for-mode': {
    why: ({ shown }) =>
      t('In ABAC mode, {0} ignores AcrPull, Owner, Contributor and Reader; in legacy mode, repository roles.', shown),
    check: known => ({
      text: registryField(known, 'roleAssignmentMode'),
      purpose: t('show the role assignment mode of {0}', known.host),
    }),
    fix: known => ({
      text: `${assign(known, repositoryReaderGuid)}  # ${t('Container Registry Repository Reader, for ABAC mode; after a switch, old tokens are refused until they expire')}`,
      purpose: t('assign Container Registry Repository Reader on {0}', known.host),
    }),
  },
  'condition-excludes-repository': {
    why: ({ repository }) => t('The role may have a condition that excludes `{0}`.', repository),
    check: known => ({
      text: assignments(known, '[].{role:roleDefinitionName, condition:condition}'),
      purpose: t('list the conditions of the roles on {0}', known.host),
    }),
    fix: ({ repository }) =>
      t("Add `{0}` to its condition (`az role assignment update`). A second assignment isn't possible.", repository),
  },
  'deny-assignment': {
    why: ({ shown }) =>
      t(
        'A deny assignment at {0} or above may override the role. Managed applications, for example, create them.',
        shown,
      ),
    check: ({ registryId, host }) => ({
      text: `az rest --method get --url ${bashWord(`https://management.azure.com${registryId}/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01&$filter=atScope()`)}`,
      purpose: t('list the deny assignments on {0}', host),
    }),
    fix: () =>
      t(
        'Exclude the identity in what created it. Only a deny assignment that is not protected by the system can be removed.',
      ),
  },
  'role-on-wrong-identity': {
    why: () =>
      t("The role may be on another identity, such as the control plane's, or on a client ID, not the object ID."),
    check: known => ({
      text: onRuntime(known, 'aks show', '<cluster>', query('identityProfile.kubeletidentity')),
      purpose: t('show the kubelet identity of {0}', runtimeInWords({ ...known, origin: 'kubernetes' })),
    }),
    fix: known => ({
      text: assign(known, acrPullGuid),
      purpose: t('assign AcrPull on {0} to the identity that pulls', known.host),
    }),
  },
  'grant-pull-cycle': {
    why: () =>
      t('The system-assigned identity of an app exists only once the app does. Its first pull comes before any role.'),
    check: known => ({
      text: onRuntime(known, 'containerapp show', '<app>', query('identity.type')),
      purpose: t('show the type of identity of {0}', runtimeInWords({ ...known, origin: 'containerApp' })),
    }),
    fix: () => t('Let a user-assigned identity pull, and give it the role before the app is made.'),
  },
  'breaks-on-deploy': {
    why: () => t('A deployment of infrastructure code may have taken away what the pull rests on.'),
    check: ({ registryId, host }) => ({
      text: `az role assignment list --scope ${bashWord(registryId)} --include-inherited -o table`,
      purpose: t('list all role assignments on {0}', host),
    }),
    fix: () => t('Keep in the code what the pull rests on: the role, the identity, or the mode of the registry.'),
  },
  'no-pull-identity': {
    why: ({ shown, origin, isAzure }) =>
      isAzure
        ? t('Without a credential for {0}, a pull is anonymous. It should use {1}.', shown, puller[origin])
        : t('Without a credential for {0}, a pull is anonymous, and gets only public images.', shown),
    check: known => (known.isAzure ? configured(known) : dockerSignIn(known)),
    fix: known => {
      const { origin, host, registry, isAzure } = known;
      if (!isAzure) return t('Sign in to `{0}`, or give the workload a pull secret for it.', host);
      switch (origin) {
        case 'containerApp':
          return setEntry(known);
        case 'containerGroup':
          return t('Give the group a user-assigned identity that can pull; name it in `imageRegistryCredentials`.');
        case 'site':
          return {
            text: onRuntime(known, 'webapp config set', '<app>', [
              '--generic-configurations',
              '{"acrUseManagedIdentityCreds": true}',
            ]),
            purpose: t('let {0} pull with its managed identity', runtimeInWords(known)),
          };
        case 'kubernetes':
        case 'containerd':
          return t('Attach `{0}`, or set `kubernetes.azure.com/acr-client-id` on the service account.', registry);
        case 'artifact':
          return t(
            'Flux: `spec.provider: azure` with its own identity, or `secretRef`. Argo CD: a repository secret for `{0}` with `enableOCI`. Helm: `helm registry login {1}`.',
            host,
            bashWord(host),
          );
        case 'docker':
          return { text: azText('acr login', ['--name', registry]), purpose: t('sign in to {0}', host) };
      }
    },
  },
  'expired-credential': {
    why: ({ shown }) =>
      t('The credential may have expired or been renewed elsewhere, and {0} refuses the old one.', shown),
    check: known => {
      const { isAzure, origin, host } = known;
      if (isAzure)
        return {
          text: `${azText('ad app credential list', ['--id', known.clientId], query('[].endDateTime'))} -o tsv`,
          purpose: t('show when the credential that pulls expires'),
        };
      if (origin !== 'docker')
        return {
          text: `kubectl get secret '<pull secret>' -o jsonpath='{.type} {.metadata.creationTimestamp}'`,
          purpose: t('show the type and the age of the pull secret'),
        };
      if (!isOpenToAll(host)) return dockerSignIn(known);
      return { text: `docker logout ${bashWord(host)}`, purpose: t('remove the credential for {0}', host) };
    },
    fix: ({ isAzure, host, shown }) =>
      isAzure
        ? t('Pull with a managed identity, or renew the secret (`az aks update-credentials`, or a new pull secret).')
        : isOpenToAll(host)
          ? t('Remove the credential for {0}: its images need none.', shown)
          : t('Renew the credential, and the pull secrets that contain it.'),
  },
  'admin-disabled': {
    why: ({ shown }) => t("The credential may be {0}'s admin account, which is disabled or has a new password.", shown),
    check: known => ({
      text: registryField(known, 'adminUserEnabled'),
      purpose: t('show whether the admin account of {0} is enabled', known.host),
    }),
    fix: () => t('Leave it off. Pull with a managed identity instead, and remove the pull secret.'),
  },
  'cross-tenant': {
    why: ({ shown }) =>
      t("The identity and {0} may be in different tenants. A managed identity can't leave its own.", shown),
    check: () => ({
      text: `${azText('account list', query('[].{subscription:id, tenant:tenantId}'))} -o table`,
      purpose: t('list the tenants of your subscriptions'),
    }),
    fix: ({ registry, repository }) => ({
      text: `${azText('acr token create', ['--registry', registry], ['--name', '<token>'])} --repository ${bashWord(repository)} content/read metadata/read --expiration-in-days 180  # ${t('then put it into a pull secret; on AKS, a multi-tenant service principal works, too')}`,
      purpose: t('create a token that can pull {0} from {1}', repository, registry),
    }),
  },
  'arm-token-refused': {
    why: ({ shown }) =>
      t('{0} may refuse ARM tokens, which Container Apps, App Service and check-acr send.', capitalised(shown)),
    check: ({ registry }) => ({
      text: azText('acr config authentication-as-arm show', ['--registry', registry]),
      purpose: t('show whether {0} accepts ARM tokens', registry),
    }),
    fix: ({ registry }) => ({
      text: azText('acr config authentication-as-arm update', ['--registry', registry], ['--status', 'enabled']),
      purpose: t('let {0} accept ARM tokens', registry),
    }),
  },
  'registry-not-configured': {
    why: ({ host }) =>
      t("The app may have no registry entry for `{0}`. Without one, its identity and roles don't count.", host),
    check: known => configured({ ...known, origin: known.origin === 'docker' ? 'containerApp' : known.origin }),
    fix: setEntry,
  },
  'identity-not-assigned': {
    why: ({ origin }) =>
      origin === 'kubernetes'
        ? t("The kubelet identity may have been removed from the nodes' scale set.")
        : t("The registry's entry may name an identity that isn't assigned to the app or group."),
    check: known => {
      const purpose = t('show the identities of {0}', runtimeInWords(known));
      switch (known.origin) {
        case 'kubernetes':
          return {
            text: azText('vmss identity show', ['--resource-group', '<node group>'], ['--name', '<scale set>']),
            purpose: t('show the identities of the nodes'),
          };
        case 'containerGroup':
          return { text: onRuntime(known, 'container show', '<container group>', query('identity')), purpose };
        default:
          return { text: onRuntime(known, `${holder(known)} identity show`, '<app>'), purpose };
      }
    },
    fix: known => {
      const runtime = runtimeInWords(known);
      switch (known.origin) {
        case 'kubernetes':
          return {
            text: `${onRuntime(known, 'aks update', '<cluster>')}  # ${t('assigns the identity to the nodes again')}`,
            purpose: t('assign the kubelet identity of {0} to its nodes again', runtime),
          };
        case 'containerGroup':
          return t('Use the same user-assigned identity in both `--assign-identity` and `--acr-identity`.');
        default:
          return {
            text: onRuntime(known, `${holder(known)} identity assign`, '<app>', [
              known.origin === 'site' ? '--identities' : '--user-assigned',
              '<identityId>',
            ]),
            purpose: t('assign the identity to {0}', runtime),
          };
      }
    },
  },
  'system-identity-unsupported': {
    why: () => t("The entry may name the system-assigned identity, and Container Instances can't pull with it."),
    check: known => configured({ ...known, origin: 'containerGroup' }),
    fix: () => t('Use a user-assigned identity with the pull role in both `--assign-identity` and `--acr-identity`.'),
  },
  'dead-pull-secret': {
    why: () => t('A pull secret of the pod may be missing in its namespace, or have no entry for this host.'),
    check: ({ namespace }) => ({
      text: `kubectl get secret '<pull secret>' --namespace ${bashWord(namespace)} -o jsonpath='{.type}'`,
      purpose: t('show the type of the pull secret'),
    }),
    fix: () =>
      t("Create it in the pod's namespace, or remove it from `imagePullSecrets` if the nodes can pull without it."),
  },
  propagating: {
    why: () => t('A role assigned minutes ago may not have taken effect yet. Through a group, it can take hours.'),
    check: known => ({
      text: assignments(known, '[].{role:roleDefinitionName, since:createdOn}'),
      purpose: t('show when the roles on {0} were assigned', known.host),
    }),
    fix: () => t('Wait ten minutes and try again before you change anything else.'),
  },
  'not-signed-in': {
    why: () => t("The person or pipeline isn't signed in to Azure, or the sign-in has expired."),
    check: () => ({ text: azText('account show', query('user.name')), purpose: t('show who is signed in to Azure') }),
    fix: () => ({ text: 'az login', purpose: t('sign in to Azure') }),
  },
};

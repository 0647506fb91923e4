import { t } from '../../model/l10n.ts';
import { noPulls } from './row.ts';

/** Errors of other operations on registries, clusters, builds and Azure, which are no pulls. */
export const other = noPulls('other', null, [
  {
    id: 'push',
    own: `
      failed to push | unable to upload | initiatelayerupload | error writing manifest | error writing layer |
      failed commit on ref … unexpected status | error pushing | push access denied | unable to push | blob upload* |
      blobs/uploads | scope=repository … pull,push | scope=repository … push,pull | layer upload | failed uploading |
      put https:// … azurecr. … /v2/ | push permission* | creating push check | failed to perform … on destination |
      reuse blob … at destination | on the destination registry | installation not allowed to`,
    words: `
      the push refers to | docker push | podman push | helm push | oras push | crane push | image push | pushing |
      compose push | trying to push | action:push`,
    says: t('This is a push. A push needs different permissions, so this says nothing about pulls.'),
    weight: 70,
    source: 'https://github.com/microsoft/azuredevopslabs/issues/222',
  },
  {
    id: 'listing',
    own: `
      /v2/_catalog | failed to purge | while deleting | delete azure image | delete /v2/* | delete https:// … /v2/ |
      request.method=delete | /tags/list | name:catalog | registry:catalog: | metadata_read | az acr repository |
      az acr manifest | acr purge | /acr/v1/ | repository show-tags | repository delete | scan failed: |
      could not get tags from registry | search registry | docker search | helm search | list repositories`,
    says: t("This lists or deletes repositories or tags. A pull doesn't need these permissions."),
    weight: 71,
    source: 'https://github.com/Azure/acr/issues/675',
  },
  {
    id: 'crash',
    own: 'back-off restarting failed container | crashloopbackoff',
    words: 'exit code: 1 | oomkilled | exit code: 137 | terminated with exit code',
    says: t('The container ran and exited, so its image was pulled before.'),
    weight: 60,
    source: 'https://github.com/Azure/AKS/issues/1672',
  },
  {
    id: 'wrong-binary',
    own: 'exec format error | operating system does not match the host operating system',
    says: t('The image was pulled, but its program is for another processor or operating system.'),
    weight: 62,
    source: 'https://github.com/filerun/docker/issues/42',
  },
  {
    id: 'probe',
    own: `
      liveness probe failed | readiness probe failed | startup probe failed | probe of … failed |
      didn't respond to http pings | container … did not start within expected time limit`,
    words: 'liveness probe | readiness probe | startup probe',
    says: t("The container started, but didn't answer its probe."),
    weight: 55,
    source: 'https://github.com/microsoft/azure-container-apps/issues/723',
  },
  {
    id: 'container-not-started',
    own: `
      createcontainerconfigerror | runcontainererror | createcontainererror | failed to create containerd task |
      oci runtime create failed | error: secret … not found | error: configmap … not found |
      unable to start container process | encountered an error during createcontainer`,
    words: 'failed to create pod sandbox | failedcreatepodsandbox | failed to setup network | permission denied',
    says: t("The container couldn't be set up. The text doesn't say that its image is the reason."),
    weight: 58,
    source: 'https://github.com/Azure-Samples/aks-store-demo/issues/192',
  },
  {
    id: 'not-scheduled',
    own: `
      failedscheduling | nodes are available | exceeded quota | quotaexceeded | failedattachvolume |
      unable to attach or mount volumes | mountvolume* | failedmount | admission webhook … denied the request |
      failed calling webhook | blocked due to the following policies`,
    words: 'insufficient cpu | insufficient memory | evicted | diskpressure | quota … exceed*',
    says: t("No pull was tried: the workload couldn't be scheduled, got no volume, or wasn't admitted."),
    weight: 57,
    source: 'https://github.com/MicrosoftDocs/azure-docs/issues/106441',
  },
  {
    id: 'revision-failed',
    own: 'timed out waiting for | upgrade failed: context deadline exceeded',
    words: `
      failed to provision revision … operation expired | deployment progress deadline exceeded |
      progressdeadlineexceeded | containerappoperationerror`,
    says: t("The revision didn't start in time, and the text mentions no failed pull."),
    weight: 40,
    source: 'https://github.com/Azure/terraform-azure-container-apps/issues/53',
  },
  {
    id: 'build',
    words: 'failed to compute cache key',
    own: `
      failed to solve: process | did not complete successfully: exit code | returned a non-zero code |
      failed to calculate checksum of ref | dockerfile parse error | failed to read dockerfile |
      unable to prepare context | invalid tag | for t: invalid reference format | for -t, --tag flag | cache importer |
      buildcache: not found | error reading from server: eof`,
    says: t('An image build failed, not a pull.'),
    weight: 56,
    source: 'https://github.com/macbre/push-to-ghcr/pull/24',
  },
  {
    id: 'packages',
    own: `
      npm err! | npm error | nuget* | nu1301 | pypi* | registry.npmjs.org | pip install |
      could not find a version that satisfies | maven* | apt-get* | deb.debian.org | archive.ubuntu.com | crates.io |
      proxy.golang.org | rubygems* | packages.microsoft.com | dl-cdn.alpinelinux.org | index.yaml |
      is not a valid chart repository | helm repo add | helm repo update`,
    says: t("A package, or a chart over HTTP, couldn't be downloaded. Feeds have their own hosts and sign-ins."),
    weight: 52,
    source: 'https://github.com/fluxcd/source-controller/issues/193',
  },
  {
    id: 'git',
    own: `
      could not read from remote repository | fatal: unable to access | permission denied (publickey) | git clone |
      git fetch | failed to fetch git`,
    says: t("Git couldn't fetch sources. It has its own sign-in."),
    weight: 52,
    source: 'https://github.com/argoproj/argo-cd/issues/10017',
  },
  {
    id: 'attach-failed',
    own: 'could not create a role assignment for acr | microsoft.authorization/roleassignments/write',
    says: t("A role couldn't be assigned, as this account isn't allowed to assign roles. No pull was tried."),
    weight: 63,
    source: 'https://github.com/Azure/azure-cli/issues/18528',
  },
  {
    id: 'cluster-access',
    own: `
      you must be logged in to the server | error from server | unable to connect to the server |
      system:serviceaccount: | user system: … cannot | is forbidden: user | couldn't get current server api group list`,
    says: t("The cluster's API refused the request. A registry wasn't involved."),
    weight: 54,
    source: 'https://github.com/Azure/AKS/issues/478',
  },
  {
    id: 'azure-access',
    own: `
      not have authorization to perform action | not have permission to perform action | linkedauthorizationfailed |
      not permitted in project | requestdisallowedbypolicy | cannot perform credential operations | alreadyinuse`,
    words: 'authorizationfailed | management.azure.com | resource group … could not be found',
    says: t("Azure Resource Manager or an Argo CD project refused the request. A registry wasn't involved."),
    weight: 54,
    source: 'https://github.com/Azure/azure-cli/issues/1898',
  },
  {
    id: 'other-audience',
    words: `
      aadsts* | graph.microsoft.com | azure/login | vault.azure.net | key vault | keyvault* | database.windows.net |
      servicebus* | login.microsoftonline.com`,
    says: t('Microsoft Entra or another Azure service refused a sign-in, maybe not one for a registry.'),
    weight: 25,
    source: 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes',
  },
  {
    id: 'engine',
    own: `
      cannot connect to the docker daemon | docker_engine | docker.sock | docker_command_error | helm_command_error |
      notary_command_error | docker daemon is not running | error during connect | does not match your cluster location`,
    says: t("The container engine on this machine isn't available, so no pull was tried."),
    weight: 30,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-health-error-reference',
  },
  {
    id: 'application',
    own: `
      redis.cache* | while connecting to upstream | tls handshake error from | sqlexception | access denied for user |
      postgres* | mongodb* | econnrefused 127.0.0.1* | servlet* | kafka* | rabbitmq* | amqp* |
      failed to load resource | ollama | terraform init | registry.terraform.io`,
    says: t("A program in a container or on this machine couldn't use a service that it needs."),
    weight: 22,
    source: 'https://github.com/hashicorp/terraform/issues/30167',
  },
  {
    id: 'other-login',
    own: 'docker login failed',
    says: t('This is a sign-in to a registry outside Azure. No pull was tried.'),
    weight: 51,
    source: 'https://github.com/koderover/zadig/issues/397',
  },
  {
    id: 'healthy',
    own: 'challenge endpoint … /v2/ : ok | fetch access token for registry … : ok | login succeeded | error saving credentials',
    says: t('The registry was reached, and it accepted the sign-in.'),
    weight: 20,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-check-health',
  },
]);

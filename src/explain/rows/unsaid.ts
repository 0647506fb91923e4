import { t } from '../../model/l10n.ts';
import { unsaid } from './rankings.ts';
import { pullRows } from './row.ts';

/** A pull failed, and these words have no reason. */
export const withoutReason = pullRows(null, [
  {
    id: 'back-off',
    own: `
      imagepullbackoff | back-off pulling image | errimagepull | errimagepullbackoff |
      waiting to start: trying and failing to pull image | waiting to start: image can't be pulled`,
    says: t('A pull failed, and the runtime waits before it retries. The previous event says why.'),
    causes: unsaid,
    weight: 7,
    source: 'https://github.com/Azure/open-service-broker-azure/issues/700',
  },
  {
    id: 'failed-to-pull',
    own: `
      failed to pull | failedpullingimage | error [internal] load metadata for | unable to pull | could not pull |
      cannot pull | can't pull | error pulling | image pull failed | pull failed | unable to fetch image |
      failed to fetch image | could not fetch image | failed to resolve image | failed to download image |
      failed to download container image | getimagehistory failed for | could not download oci:// |
      failed to download oci:// | failed to resolve reference | failed to copy: | image download failed |
      could not fetch bearer token | failed to fetch bearer token | could not fetch tags for |
      initializing source docker:// | failed to resolve source metadata | failed to determine artifact digest |
      pullimage … from image service failed | docker pull failed with exit code | cannotpullcontainer* |
      could not be accessed … on a registry | unable to pin image … to digest | not continuing with pull after error |
      failed to download chart | chart pull error | can't get docker image | couldn't pull | operation [pull] failed |
      failed to look-up entrypoint/cmd for image | while making image from oci registry | unable to restore the module
      with reference "br: | request to pull from source … for cache rule | error during download.container`,
    words: "can not be pulled | cannot be pulled | can't be pulled | could not be pulled | could not be downloaded",
    says: t("A pull failed, and the text doesn't say why."),
    causes: unsaid,
    weight: 10,
    source: 'https://github.com/Azure/AKS/issues/4459',
  },
  {
    id: 'request-failed',
    own: 'failed to do request: | response from daemon: get https://* | response from daemon: head https://*',
    says: t('A request to the registry failed, and the reason is cut off here.'),
    causes: {
      kubernetes: ['not-attached', 'network-timeout', 'network-dns', 'image-not-found'],
      usual: ['network-timeout', 'no-pull-identity', 'network-dns', 'image-not-found'],
    },
    weight: 8,
    source: 'https://github.com/microsoft/containerregistry/issues/180',
  },
  {
    id: 'inaccessible-image',
    own: 'inaccessibleimage | in container group … is not accessible. please check the image and registry credential',
    says: t("Container Instances couldn't get the image, and doesn't say why."),
    causes: ['no-pull-identity', 'no-pull-role', 'image-not-found', 'network-firewall', 'system-identity-unsupported'],
    weight: 24,
    source: 'https://learn.microsoft.com/troubleshoot/azure/azure-container-instances/inaccessible-image',
  },
  {
    id: 'app-image',
    // Before it takes a revision, Container Apps ask the registry for each image's manifest. The answer follows.
    own: `
      field template.containers … image is invalid with details | invalid value … template.containers |
      persistent image pull errors for image | imagepullfailure`,
    says: t("Container Apps couldn't get the image from the registry, and doesn't say why."),
    causes: ['no-pull-role', 'registry-not-configured', 'image-not-found', 'network-firewall'],
    weight: 13,
    source: 'https://github.com/microsoft/azure-container-apps/issues/212',
  },
  {
    id: 'site-vnet-pull',
    own: 'pulling docker image … over vnet failed | image pull for … failed. unexpectedfaliure',
    says: t("App Service couldn't get the image through the virtual network, and doesn't say why."),
    causes: ['network-firewall', 'no-pull-role', 'private-dns-missing', 'no-pull-identity', 'image-not-found'],
    weight: 19,
    source: 'https://github.com/Azure/Azure-Functions/issues/2567',
  },
  {
    id: 'name-blamed',
    own: `
      containerinvalidimage | one or more container images specified are invalid |
      container registries specified are invalid | check if image tag name is spelled correctly |
      unable to access the repository … at tag | rejected … no such image | preparation failed … no such image |
      failed to create container … no such image | {message:no such image`,
    says: t("The tool couldn't get the image, and says that its name may be wrong."),
    causes: ['image-not-found', 'registry-not-found', 'no-pull-identity', 'platform-mismatch', 'malformed-reference'],
    weight: 24,
    source: 'https://github.com/Azure/Batch/issues/49',
  },
]);

import { t } from '../../model/l10n.ts';
import { pullRows } from './row.ts';

/** The caller was let in, and the image isn't there, or isn't for this machine, or its name is no name. */
export const find = pullRows('find', [
  {
    id: 'manifest-unknown',
    own: `
      manifest unknown | manifest_unknown | manifest tagged by … is not found | notfound desc = failed to pull |
      failed to resolve reference … : not found | failed to resolve source metadata … : not found |
      load metadata for … : not found | error response from daemon: manifest for … not found |
      could not fetch content descriptor … not found | unknown: repository | unknown: the repository | name_unknown |
      repository name not known to registry | not found in repository | error parsing http 404 response body |
      docker api responded with status code=notfound | cannotpullcontainererror … 404 | /manifests/ … 404 |
      unknown: project … not found | does not exist in the registry | error: image … not found | find or pull image`,
    words: "404 | : not found | name unknown | image doesn't exist | image does not exist",
    says: t('The registry has no such repository, tag or digest.'),
    causes: ['image-not-found', 'image-quarantined', 'registry-not-found'],
    sure: true,
    isAnswer: true,
    weight: 64,
    source: 'https://learn.microsoft.com/troubleshoot/azure/azure-container-registry/manifest-tag-not-found',
  },
  {
    id: 'blob-unknown',
    own: 'blob unknown to registry | unknown blob',
    says: t("The registry has the manifest but not all of its layers: one was deleted, or isn't replicated yet."),
    causes: ['image-not-found', 'transient'],
    weight: 65,
    source: 'https://github.com/docker-archive/docker-registry/issues/1117',
  },
  {
    id: 'registry-not-in-subscription',
    own: 'login_server_error',
    words: 'microsoft.containerregistry/registries … could not be found',
    says: t('No such registry was found in the current subscription.'),
    causes: ['registry-not-found', 'registry-not-visible', 'no-pull-role'],
    weight: 30,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-health-error-reference',
  },
  {
    id: 'no-match-for-platform',
    own: `
      no match for platform | no matching manifest for | no image found in manifest list for architecture |
      cannot be used on this platform | a windows version … based image is incompatible | no child with platform |
      image os/arc must be | must be linux/amd64 but found | no image found in image index for architecture |
      osversionnotsupported | imageostypenotmatchcontainergroup | unsupported image manifest`,
    words: 'unsupported platform | missing signature key',
    says: t("The image exists and can be pulled, but no variant fits this machine's system, processor or formats."),
    causes: ['platform-mismatch', 'image-not-found'],
    sure: true,
    isAnswer: true,
    weight: 92,
    source: 'https://github.com/Cisco-Talos/clamav-docker/issues/84',
  },
  {
    id: 'quarantined',
    own: 'image is quarantined | image_quarantined | the operation is disallowed',
    says: t('The registry holds this image back: it is in quarantine or locked.'),
    causes: ['image-quarantined', 'image-not-found'],
    // The status in the line behind it is 403, which alone would be the network.
    weight: 82,
    source: 'https://github.com/Azure/acr/blob/main/docs/preview/quarantine/readme.md',
  },
  {
    id: 'invalid-reference',
    own: `
      invalid reference format | couldn't parse image | invalidimagename | failed to parse reference |
      invalid reference: invalid | failed to apply default image tag | repository name must be lowercase |
      docker pull … requires exactly 1 argument | the image http* … is not accessible | invalid value: https://* |
      invalid value: /* | failed to pull image http* | short-name … did not resolve to an alias |
      short-name resolution enforced | ref may only contain a single colon | get https://localhost/v2/`,
    words: 'not a valid repository | parsing reference | could not parse reference | invalid image name',
    says: t("The text isn't an image reference, or names no registry, so no registry was contacted."),
    causes: ['malformed-reference', 'unresolved-reference', 'registry-not-found'],
    sure: true,
    weight: 94,
    source: 'https://github.com/SwissDataScienceCenter/renku/issues/281',
  },
  {
    id: 'signature-policy',
    own: 'source image rejected | signaturevalidationfailed | a signature was required',
    says: t("The node's policy accepts only signed images, and this one's signature is missing or doesn't match."),
    causes: ['transient'],
    weight: 66,
    source: 'https://github.com/cri-o/cri-o/pull/8656',
  },
]);

import { t } from '../../model/l10n.ts';
import { noPulls, pullRows } from './row.ts';

/** The image was let through, and this machine could not make anything of it. */
export const afterPull = pullRows('after the pull', [
  {
    id: 'disk-full',
    words: 'no space left on device | not enough space on the disk',
    says: t("The pull was allowed, but the machine's disk is full. The registry isn't the problem."),
    causes: ['transient'],
    sure: true,
    weight: 97,
    source: 'https://github.com/Azure/ACS/issues/21',
  },
  {
    id: 'layer-broken',
    own: `
      filesystem layer verification failed | failed to register layer | failed to extract layer |
      unexpected commit digest | packer failed to pack | failed size validation | failed to unpack image on snapshotter |
      error committing the finished image | locking ref … locked: unavailable | content digest … not found`,
    words: 'input/output error | read-only file system',
    says: t("The pull was allowed, but a layer arrived damaged or couldn't be unpacked on this node."),
    causes: ['transient', 'platform-mismatch'],
    weight: 65,
    source: 'https://github.com/moby/moby/issues/33527',
  },
]);

/** Pulls that succeeded. */
export const success = noPulls('success', 'after the pull', [
  {
    id: 'pulled',
    own: `
      successfully pulled image | pulled image | status: downloaded newer image | image is up to date for |
      pull image successful | returns image reference |
      getting image source signatures … writing manifest to image destination | pulled: … digest: sha256: |
      using docker image … with digest | your cluster can pull images from`,
    says: t('The image was pulled.'),
    weight: 50,
    source: 'https://github.com/Azure/acr/blob/main/docs/teleport/aks-teleport-comparison.md',
  },
  {
    id: 'present',
    own: 'already present on machine',
    says: t("The node already has the image, so it didn't pull it."),
    weight: 49,
    source: 'https://github.com/Azure/acr/blob/main/docs/teleport/aks-teleport-comparison.md',
  },
]);

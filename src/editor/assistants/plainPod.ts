import type { AccessMap } from '../../access/map.ts';
import { readManifest } from '../../manifests/index.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import { decide } from '../../verdict/decide.ts';
import type { Config } from '../../workspace/config/config.ts';
import { candidateTargets } from '../../workspace/targets.ts';

/**
 * An image that no manifest names, as a pod would pull it that has neither a pull secret nor a service account of its own:
 * on every cluster that is known. The other platforms pull as their manifests say, and there is none.
 */
export function decideAsPlainPod(
  image: string,
  { config, map }: { readonly config: Config; readonly map: AccessMap | undefined },
  now: Date,
): readonly Finding[] {
  const reference = plainPod(image);
  if (!reference) return [];
  const clusters = candidateTargets(map, config).filter(({ kind }) => kind === 'aks');
  return (clusters.length > 0 ? clusters : [null]).flatMap(target => {
    const finding = decide({ reference, target, map, now });
    return finding ? [finding] : [];
  });
}

function plainPod(image: string): ImageReference | undefined {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'image' },
    spec: { containers: [{ name: 'image', image }] },
  };
  return readManifest({ name: 'image.json', text: JSON.stringify(pod) }).references[0];
}

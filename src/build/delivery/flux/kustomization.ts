// Flux Kustomizations: https://fluxcd.io/flux/components/kustomize/kustomizations/
import { field, itemsAt, openScalar, textAt, withField } from '../../../read/source/lift.ts';
import type { Content, Mapping } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import {
  appending,
  type Edit,
  editingImages,
  inTurn,
  kustomizationsOf,
  setting,
  withCommonMetadata,
} from '../kustomizationEdits.ts';
import type { ChangeObjects, Sender, Sent } from '../sender.ts';
import { isTrue, openField, placeOfObject, titled } from '../stated.ts';
import { fluxTarget } from './kubeConfig.ts';
import { pathInSource } from './sources.ts';
import { substitution } from './substitution.ts';

export function fluxKustomization(object: Mapping, context: DeliveryContext): Sender {
  const spec = field(object, 'spec');
  return {
    by: titled('Flux Kustomization', object),
    place: placeOfObject(object),
    targetKind: 'aks',
    sentTo: fluxTarget(object, context),
    namespace: openField(spec, ['targetNamespace']) === undefined ? textAt(spec, 'targetNamespace') : undefined,
    isSuspended: isTrue(spec, 'suspend'),
    sends: readSent(object, spec, context),
  };
}

function readSent(object: Mapping, spec: Content | undefined, context: DeliveryContext): Sent {
  const open = openField(spec, ['path', 'suspend']);
  if (open !== undefined) return { kind: 'open', why: `spec.${open}` };
  const found = pathInSource(field(spec, 'sourceRef'), textAt(spec, 'path') ?? '', object, context);
  if (found.kind !== 'here') return { ...found, postRenderers: kustomizationsOf(changesOfObjects(spec), object) };
  const edit = inTurn(fluxEdits(spec));
  const after = afterBuild(object, spec, context);
  return {
    kind: 'folder',
    folder: found.path,
    as: 'generated',
    isDeep: true,
    ...(edit === undefined ? {} : { edit }),
    ...(after === undefined ? {} : { after }),
  };
}

/** In the order of https://github.com/fluxcd/pkg/blob/main/kustomize/kustomize_generator.go (GenerateManifest). */
function fluxEdits(spec: Content | undefined): readonly Edit[] {
  return [
    ...setting('namespace', field(spec, 'targetNamespace')),
    ...setting('namePrefix', field(spec, 'namePrefix')),
    ...setting('nameSuffix', field(spec, 'nameSuffix')),
    ...appending('components', itemsAt(spec, 'components')),
    ...changesOfObjects(spec),
  ];
}

/** Patches and images, which the Kustomization holds in itself. */
function changesOfObjects(spec: Content | undefined): readonly Edit[] {
  const images = itemsAt(spec, 'images').filter(each => each.kind === 'mapping');
  return [
    ...appending('patches', itemsAt(spec, 'patches')),
    ...appending('patchesStrategicMerge', itemsAt(spec, 'patchesStrategicMerge')),
    ...appending('patchesJson6902', itemsAt(spec, 'patchesJson6902')),
    ...editingImages(images, fluxImage),
  ];
}

/**
 * An entry of Flux for a name that the kustomization has an entry for. Flux replaced the whole entry until July 2026,
 * and keeps the fields that it does not set since: https://github.com/fluxcd/pkg/pull/1266. Where only the version of
 * Flux decides the name, it is open.
 */
function fluxImage(image: Mapping, known: Mapping | undefined): Mapping {
  if (known === undefined) return image;
  const hasVersion = ['newTag', 'digest'].some(key => textAt(image, key) !== undefined);
  const versioned = hasVersion ? image : keeping(image, known, ['newTag', 'digest']);
  const name = field(image, 'name');
  const [former, own] = [textAt(known, 'newName'), textAt(image, 'name')];
  const isDecided = former === undefined || former === own || textAt(image, 'newName') !== undefined;
  if (isDecided || name?.source === undefined) return versioned;
  const reason = `${former} or ${own}, which depends on the version of Flux`;
  return withField(versioned, 'newName', openScalar(reason, name.span, name.source));
}

function keeping(image: Mapping, known: Mapping, keys: readonly string[]): Mapping {
  return keys.reduce((all, key) => withField(all, key, field(known, key)), image);
}

function afterBuild(object: Mapping, spec: Content | undefined, context: DeliveryContext): ChangeObjects | undefined {
  const substitute = substitution(object, context);
  const common = field(spec, 'commonMetadata');
  if (substitute === undefined && common === undefined) return undefined;
  return objects => {
    const substituted = substitute?.(objects) ?? objects;
    return common === undefined ? substituted : substituted.map(each => withCommonMetadata(each, common));
  };
}

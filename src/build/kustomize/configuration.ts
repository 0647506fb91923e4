// Files of `configurations`: more fields in which kustomize looks for images, names, namespaces and variables.
import { itemsAt, textAt } from '../../read/source/lift.ts';
import type { Content } from '../../read/source/tree.ts';
import type { FieldSpec } from './changedAt.ts';

/** A transformer configuration of kustomize, beyond its defaults. */
export interface FieldConfiguration {
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly varReference: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
}

/** Fields that hold the name of an object of a kind. */
export interface NameReference {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly fields: readonly FieldSpec[];
}

export const NO_CONFIGURATION: FieldConfiguration = {
  images: [],
  replicas: [],
  namespace: [],
  namePrefix: [],
  nameSuffix: [],
  varReference: [],
  nameReference: [],
};

export function configurationIn(document: Content): FieldConfiguration {
  return {
    images: fieldSpecsAt(document, 'images'),
    replicas: fieldSpecsAt(document, 'replicas'),
    namespace: fieldSpecsAt(document, 'namespace'),
    namePrefix: fieldSpecsAt(document, 'namePrefix'),
    nameSuffix: fieldSpecsAt(document, 'nameSuffix'),
    varReference: fieldSpecsAt(document, 'varReference'),
    nameReference: itemsAt(document, 'nameReference').map(entry => ({
      ...kindIn(entry),
      fields: fieldSpecsAt(entry, 'fieldSpecs'),
    })),
  };
}

export function mergedConfiguration(one: FieldConfiguration, other: FieldConfiguration): FieldConfiguration {
  if (other === NO_CONFIGURATION) return one;
  if (one === NO_CONFIGURATION) return other;
  return {
    images: united(one.images, other.images),
    replicas: united(one.replicas, other.replicas),
    namespace: united(one.namespace, other.namespace),
    namePrefix: united(one.namePrefix, other.namePrefix),
    nameSuffix: united(one.nameSuffix, other.nameSuffix),
    varReference: united(one.varReference, other.varReference),
    nameReference: united(one.nameReference, other.nameReference),
  };
}

export function fieldSpecsAt(node: Content, key: string): readonly FieldSpec[] {
  return itemsAt(node, key).flatMap(entry => {
    const path = textAt(entry, 'path');
    return path === undefined ? [] : { ...kindIn(entry), path, create: textAt(entry, 'create') === 'true' };
  });
}

function kindIn(entry: Content): { readonly group: string; readonly version: string; readonly kind: string } {
  const [group = '', version = '', kind = ''] = ['group', 'version', 'kind'].map(key => textAt(entry, key));
  return { group, version, kind };
}

function united<T>(one: readonly T[], other: readonly T[]): readonly T[] {
  const known = new Set(one.map(each => JSON.stringify(each)));
  return [...one, ...other.filter(each => !known.has(JSON.stringify(each)))];
}

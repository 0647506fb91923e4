// Fields that name another object follow its new name, once all of the tree is built.
// https://github.com/kubernetes-sigs/kustomize/blob/master/api/filters/nameref/nameref.go
import { t } from '../../model/l10n.ts';
import { remembered } from '../../model/memo.ts';
import { contributed, field, isOpen, textAt, withField } from '../../read/source/lift.ts';
import { type Content, MAX_DEPTH, type Mapping, type Scalar } from '../../read/source/tree.ts';
import { changedAt, type FieldSpec, keysOfPath } from './changedAt.ts';
import type { NameReference } from './configuration.ts';
import { type Accumulated, currentId, isClusterScoped, nameScalar, originalId } from './objects.ts';
import { isNullNode } from './strategicMerge.ts';

/** Rewrites references to objects that prefixes, suffixes and patches renamed. */
export function withNamesFollowed(
  objects: readonly Accumulated[],
  configured: readonly NameReference[],
): readonly Accumulated[] {
  const renamed = Map.groupBy(
    objects.flatMap(object => [...new Set(object.previous.map(({ name }) => name))].map(name => ({ name, object }))),
    ({ name }) => name,
  );
  if (renamed.size === 0) return objects;
  const byName = (name: string) => (renamed.get(name) ?? []).map(({ object }) => object);
  const fieldsOf = fieldsThatName(configured);
  return objects.map(object => withReferencesFollowed(object, fieldsOf(object), byName));
}

function withReferencesFollowed(
  referrer: Accumulated,
  fields: readonly NamingField[],
  byName: (name: string) => readonly Accumulated[],
): Accumulated {
  let { object } = referrer;
  for (const { reference, path } of fields)
    object = changedAt(object, path, value => followed(value, referrer, reference, byName));
  return object === referrer.object ? referrer : { ...referrer, object };
}

/** A field that may name another object. */
interface NamingField {
  readonly reference: NameReference;
  readonly path: string;
  readonly keys: readonly string[];
}

/** Finds the fields that may name others, once for all objects of a kind: a build may have thousands of them. */
function fieldsThatName(configured: readonly NameReference[]): (object: Accumulated) => readonly NamingField[] {
  const references = [...DEFAULTS, ...configured];
  const known = new Map<string, readonly NamingField[]>();
  return object => {
    const { group, version, kind } = originalId(object);
    const isIn = (spec: FieldSpec) =>
      (spec.kind === '' || spec.kind === kind) &&
      (spec.group === '' || spec.group === group) &&
      (spec.version === '' || spec.version === version);
    return remembered(known, `${group}/${version}/${kind}`, () =>
      references.flatMap(reference =>
        reference.fields.filter(isIn).map(({ path }) => ({ reference, path, keys: keysOfPath(path) })),
      ),
    );
  };
}

/** A text or a number on the way to a field that may name another object. */
interface InTheWay {
  readonly value: Scalar;
  /** As kustomize writes paths. */
  readonly path: string;
}

/**
 * The first fault in each object that kustomize refuses. It then builds nothing, whether or not anything was renamed.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/filters/fieldspec/fieldspec.go
 */
export function inTheWayOfNames(
  objects: readonly Accumulated[],
  configured: readonly NameReference[],
): readonly InTheWay[] {
  const fieldsOf = fieldsThatName(configured);
  return objects.flatMap(object => {
    for (const { keys } of fieldsOf(object)) {
      const found = inTheWay(object.object, keys);
      if (found !== undefined) return found;
    }
    return [];
  });
}

/** Leaves out items that are aliases: a few of them can expand to more than any walk could visit. */
function inTheWay(node: Content, keys: readonly string[], at = 0): InTheWay | undefined {
  const key = keys[at];
  if (key === undefined || at > MAX_DEPTH) return undefined;
  if (node.kind === 'list') {
    for (const item of node.items) {
      const found = item && item.kind !== 'alias' ? inTheWay(item, keys, at) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (node.kind === 'mapping') {
    const held = field(node, key.replace(/\[\]$/, ''));
    return held && inTheWay(held, keys, at + 1);
  }
  return isNullNode(node) || isOpen(node) ? undefined : { value: node, path: keys.slice(0, at).join('/') };
}

function followed(
  value: Content,
  referrer: Accumulated,
  reference: NameReference,
  byName: (name: string) => readonly Accumulated[],
): Content {
  if (value.kind === 'list') {
    return {
      ...value,
      items: value.items.map(item =>
        item && item.kind !== 'alias' ? followed(item, referrer, reference, byName) : item,
      ),
    };
  }
  const name = value.kind === 'scalar' ? value : field(value, 'name');
  if (name?.kind !== 'scalar') return value;
  const namespace = textAt(value, 'namespace');
  const inNamespace = (each: Accumulated) =>
    namespace === undefined || [originalId(each), currentId(each.object)].some(id => id.namespace === namespace);
  const target = referralOf(byName(name.text).filter(inNamespace), referrer, reference);
  const now = target && nameScalar(target.object);
  if (target === undefined || now === undefined) return value;
  const text = now.text === name.text ? name : contributed(name, now.text, now, t('name of the {0}', reference.kind));
  return value.kind === 'mapping' ? withReferral(value, text, target) : text;
}

function withReferral(value: Mapping, name: Scalar, target: Accumulated): Mapping {
  const namespace = field(target.object, 'metadata', 'namespace');
  const named = withField(value, 'name', name);
  return namespace === undefined ? named : withField(named, 'namespace', namespace);
}

/** The one object that a name refers to. Undefined: there is none, or several have different names. */
function referralOf(
  candidates: readonly Accumulated[],
  referrer: Accumulated,
  { group, version, kind }: NameReference,
): Accumulated | undefined {
  const here = currentId(referrer.object).namespace;
  const isAnywhere = isClusterScoped(referrer.object);
  let left = candidates.filter(each => {
    const id = currentId(each.object);
    if (!each.previous.some(previous => kind === '' || previous.kind === kind)) return false;
    if ((group !== '' && id.group !== group) || (version !== '' && id.version !== version)) return false;
    return isAnywhere || isClusterScoped(each.object) || id.namespace === here;
  });
  if (left.length > 1) left = left.filter(each => haveSameAffixes(each, referrer, true));
  if (left.length > 1) left = left.filter(each => haveSameAffixes(each, referrer, false));
  const names = new Set(left.map(each => nameScalar(each.object)?.text));
  return names.size === 1 ? left[0] : undefined;
}

/** Compares the affixes of two objects. With `mayBeNone`, an object without any fits every other. */
function haveSameAffixes(one: Accumulated, other: Accumulated, mayBeNone: boolean): boolean {
  return (['prefixes', 'suffixes'] as const).every(side => {
    const [mine, its] = [one[side], other[side]];
    if (mayBeNone && (mine.length === 0 || its.length === 0)) return true;
    const [shorter, longer] = mine.length < its.length ? [mine, its] : [its, mine];
    const ending = longer.slice(longer.length - shorter.length);
    return shorter.length === 0 ? longer.length === 0 : ending.every((affix, i) => affix === shorter[i]);
  });
}

const POD_SPECS: readonly (readonly [string, string])[] = [
  ['Pod', 'spec'],
  ['PodTemplate', 'template/spec'],
  ['Deployment', 'spec/template/spec'],
  ['ReplicaSet', 'spec/template/spec'],
  ['DaemonSet', 'spec/template/spec'],
  ['StatefulSet', 'spec/template/spec'],
  ['Job', 'spec/template/spec'],
  ['ReplicationController', 'spec/template/spec'],
  ['CronJob', 'spec/jobTemplate/spec/template/spec'],
];

function inPods(paths: readonly string[], without: string): readonly FieldSpec[] {
  return POD_SPECS.filter(([kind]) => kind !== without).flatMap(([kind, spec]) =>
    paths.map(path => ({ group: '', version: '', kind, path: `${spec}/${path}`, create: false })),
  );
}

/**
 * The references of kustomize's defaults that pulls depend on, and those to configuration.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/konfig/builtinpluginconsts/namereference.go
 */
const DEFAULTS: readonly NameReference[] = [
  {
    group: '',
    version: 'v1',
    kind: 'ConfigMap',
    fields: inPods(
      [
        'volumes/configMap/name',
        'containers/env/valueFrom/configMapKeyRef/name',
        'initContainers/env/valueFrom/configMapKeyRef/name',
        'containers/envFrom/configMapRef/name',
        'initContainers/envFrom/configMapRef/name',
        'volumes/projected/sources/configMap/name',
      ],
      'ReplicationController',
    ),
  },
  {
    group: '',
    version: 'v1',
    kind: 'Secret',
    fields: [
      ...inPods(
        [
          'volumes/secret/secretName',
          'containers/env/valueFrom/secretKeyRef/name',
          'initContainers/env/valueFrom/secretKeyRef/name',
          'containers/envFrom/secretRef/name',
          'initContainers/envFrom/secretRef/name',
          'imagePullSecrets/name',
          'volumes/projected/sources/secret/name',
        ],
        'ReplicationController',
      ),
      { group: '', version: '', kind: 'ServiceAccount', path: 'imagePullSecrets/name', create: false },
    ],
  },
  {
    group: '',
    version: 'v1',
    kind: 'ServiceAccount',
    fields: inPods(['serviceAccountName'], 'ReplicaSet').filter(({ kind }) => kind !== 'PodTemplate'),
  },
];

// The Applications that an ApplicationSet makes: a set of parameters for each.
// https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/

import { globMatcher } from '../../../model/globs.ts';
import { append } from '../../../model/lists.ts';
import { fromRoot } from '../../../model/place.ts';
import { field, itemsAt, textAt } from '../../../read/source/lift.ts';
import { type Content, entriesOf, type Scalar } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import { mappingWithScalars } from '../pieces.ts';
import { isTrue, openField, openReason } from '../stated.ts';
import { type ArgoCluster, argoClusters, IN_CLUSTER, scalarsIn } from './clusters.ts';
import {
  argoText,
  elementParameters,
  type Notation,
  type TemplateParameter,
  type TemplateValues,
  textWithParameters,
  withParameters,
} from './templateParameters.ts';

/** The parameters of one Application. */
export interface ParameterSet {
  readonly values: TemplateValues;
  /** The name of the cluster that `name` and `server` are parameters of, if a cluster generator gave them. */
  readonly cluster: string | undefined;
  /** Why the target is open: a cluster generator selects clusters that no file declares. */
  readonly openTarget?: string;
}

export type Generated =
  | { readonly kind: 'sets'; readonly sets: readonly ParameterSet[] }
  /** Applications that no file shows. */
  | { readonly kind: 'open'; readonly why: string };

/** Far more than an ApplicationSet makes of lists that people write. */
const MAX_APPLICATIONS = 1000;
/** Matrix and merge hold other generators. Those may be a matrix or merge themselves, but no deeper. */
const MAX_NESTED = 2;

export function generated(generator: Content, notation: Notation, context: DeliveryContext): Generated {
  return new Generation(notation, context).of(generator, MAX_NESTED);
}

class Generation {
  readonly #notation: Notation;
  readonly #context: DeliveryContext;

  constructor(notation: Notation, context: DeliveryContext) {
    this.#notation = notation;
    this.#context = context;
  }

  of(generator: Content, depth: number): Generated {
    if (field(generator, 'selector') !== undefined) return { kind: 'open', why: 'selector' };
    const [key, ...others] = entriesOf(generator).map(entry => entry.key.text);
    const options = key === undefined ? undefined : field(generator, key);
    if (key === undefined || options === undefined || others.length > 0) return { kind: 'open', why: 'generators' };
    if (laysOver(field(options, 'template'))) return { kind: 'open', why: `template of ${key}` };
    switch (key) {
      case 'list':
        return this.#list(options);
      case 'clusters':
        return this.#clusters(options);
      case 'git':
        return this.#git(options);
      case 'matrix':
        return depth === 0 ? { kind: 'open', why: key } : this.#matrix(itemsAt(options, 'generators'), depth - 1);
      case 'merge':
        return depth === 0 ? { kind: 'open', why: key } : this.#merge(options, depth - 1);
      default:
        return { kind: 'open', why: key };
    }
  }

  #list(list: Content): Generated {
    if (field(list, 'elementsYaml') !== undefined) return { kind: 'open', why: 'list.elementsYaml' };
    const sets = itemsAt(list, 'elements').map(element => ({
      values: elementParameters(element, this.#notation),
      cluster: undefined,
    }));
    return limited(sets);
  }

  /** Folders of this tree. Argo CD does not look into hidden ones. */
  #git(git: Content): Generated {
    const directories = itemsAt(git, 'directories');
    if (directories.length === 0) return { kind: 'open', why: 'git.files' };
    const open = openField(git, ['repoURL', 'pathParamPrefix']);
    if (open !== undefined) return { kind: 'open', why: `git.${open}` };
    const url = textAt(git, 'repoURL') ?? '';
    const reason = directories.map(each => globFault(each)).find(each => each !== undefined);
    if (reason !== undefined) return { kind: 'open', why: `git.directories: ${reason}` };
    const matchers = (isExcluded: boolean) =>
      directories.filter(each => isTrue(each, 'exclude') === isExcluded).map(each => folderMatcher(each));
    const [included, excluded] = [matchers(false), matchers(true)];
    const folders = [...this.#context.folders].filter(
      folder =>
        isVisible(folder) && included.some(matches => matches(folder)) && !excluded.some(matches => matches(folder)),
    );
    // of another repository, this tree has none
    if (folders.length === 0) return { kind: 'open', why: `folders of ${url}` };
    const prefix = textAt(git, 'pathParamPrefix');
    const name = prefix === undefined ? 'path' : `${prefix}.path`;
    const sets = folders
      .sort()
      .map(folder => ({ values: pathParameters(folder, name, this.#notation), cluster: undefined }));
    return limited(sets.map(set => this.#withValues(set, git)));
  }

  /**
   * The clusters that Secrets of this tree declare. People may have added others by hand. A target is open if no
   * cluster of the tree fits, or if one fits by a label that only a run knows.
   */
  #clusters(options: Content): Generated {
    if (isTrue(options, 'flatList')) return { kind: 'open', why: 'clusters.flatList' };
    const selector = field(options, 'selector');
    if (itemsAt(selector, 'matchExpressions').length > 0) return { kind: 'open', why: 'clusters.selector' };
    const wanted = scalarsIn(field(selector, 'matchLabels'));
    if ([...wanted.values()].some(each => openReason(each) !== undefined)) {
      return { kind: 'open', why: 'clusters.selector' };
    }
    const all = argoClusters(this.#context.clusters);
    const fitting = all.filter(({ labels }) => [...wanted].every(([key, { text }]) => labels.get(key)?.text === text));
    const mayFit = all.filter(({ labels }) => [...wanted].every(([key, { text }]) => mayBe(labels.get(key), text)));
    const declared = fitting.map(cluster => this.#ofCluster(cluster));
    const hasOwn = fitting.some(({ sentTo }) => sentTo?.kind === 'own');
    // without a selector, Argo CD's own cluster is one of them, which needs no Secret
    const own = wanted.size > 0 || hasOwn ? [] : [this.#ofOwnCluster()];
    const unknown: ParameterSet = {
      values: new Map(),
      cluster: undefined,
      openTarget: 'clusters that no file declares',
    };
    const isOpen = declared.length === 0 || mayFit.length > fitting.length;
    const sets = [...declared, ...own, ...(isOpen ? [unknown] : [])];
    return limited(sets.map(set => this.#withValues(set, options)));
  }

  #ofCluster({ name, server, labels, annotations }: ArgoCluster): ParameterSet {
    const values = new Map<string, TemplateParameter>();
    if (name !== undefined) values.set('name', { text: name });
    if (name !== undefined) values.set('nameNormalized', { text: normalizedName(name) });
    if (server !== undefined) values.set('server', { text: server });
    for (const [kind, scalars] of [['labels', labels] as const, ['annotations', annotations] as const]) {
      for (const [key, scalar] of scalars) {
        const text = openReason(scalar) === undefined ? argoText(scalar, this.#notation) : undefined;
        if (text !== undefined) values.set(`metadata.${kind}.${key}`, { text, from: scalar });
      }
    }
    return { values, cluster: name };
  }

  #ofOwnCluster(): ParameterSet {
    const values = new Map([
      ['name', { text: IN_CLUSTER }],
      ['nameNormalized', { text: IN_CLUSTER }],
      ['server', { text: 'https://kubernetes.default.svc' }],
    ]);
    return { values, cluster: IN_CLUSTER };
  }

  /** The parameters of the first generator may occur in the second one. */
  #matrix(generators: readonly Content[], depth: number): Generated {
    const [first, second, ...others] = generators;
    if (first === undefined || second === undefined || others.length > 0) return { kind: 'open', why: 'matrix' };
    const left = this.of(first, depth);
    if (left.kind === 'open') return left;
    const sets: ParameterSet[] = [];
    for (const set of left.sets) {
      const filled = filledGenerator(second, set.values, this.#notation);
      const right = this.of(filled, depth);
      if (right.kind === 'open') return right;
      append(
        sets,
        right.sets.map(each => combined(set, each)),
      );
      if (sets.length > MAX_APPLICATIONS) break;
    }
    return limited(sets);
  }

  /** Later generators lay their parameters over those of the first, where the merge keys are equal. */
  #merge(merge: Content, depth: number): Generated {
    const keys = itemsAt(merge, 'mergeKeys').flatMap(each => textAt(each) ?? []);
    const all = itemsAt(merge, 'generators').map(each => this.of(each, depth));
    const open = all.find(each => each.kind === 'open');
    if (open !== undefined) return open;
    const [base = [], ...overlays] = all.map(each => (each.kind === 'sets' ? each.sets : []));
    const isKnown = (set: ParameterSet) => keys.every(key => set.values.has(key));
    if (keys.length === 0 || ![base, ...overlays].flat().every(isKnown))
      return { kind: 'open', why: 'merge.mergeKeys' };
    const keyOf = ({ values }: ParameterSet) => JSON.stringify(keys.map(key => values.get(key)?.text));
    const byKey = overlays.map(sets => new Map(sets.map(set => [keyOf(set), set])));
    const merged = base.map(set => byKey.reduce((over, sets) => combined(over, sets.get(keyOf(set))), set));
    return limited(merged);
  }

  /** The `values` of a generator, in which its other parameters may occur. */
  #withValues(set: ParameterSet, options: Content): ParameterSet {
    const own = [...scalarsIn(field(options, 'values'))].flatMap(([key, scalar]) => {
      const text = textWithParameters(scalar.text, set.values, this.#notation);
      return text === undefined ? [] : [[`values.${key}`, { text, from: scalar }] as const];
    });
    return own.length === 0 ? set : { ...set, values: new Map([...set.values, ...own]) };
  }
}

function mayBe(label: Scalar | undefined, text: string): boolean {
  return label !== undefined && (label.text === text || openReason(label) !== undefined);
}

/** Returns whether a template, or a patch to it, changes where Applications go or what they send. */
function laysOver(template: Content | undefined): boolean {
  return ['destination', 'source', 'sources'].some(key => field(template, 'spec', key) !== undefined);
}

function limited(sets: readonly ParameterSet[]): Generated {
  if (sets.length <= MAX_APPLICATIONS) return { kind: 'sets', sets };
  return { kind: 'open', why: `more than ${MAX_APPLICATIONS} Applications` };
}

function combined(left: ParameterSet, right: ParameterSet | undefined): ParameterSet {
  if (right === undefined) return left;
  const givesCluster = right.values.has('server') || right.values.has('name');
  const openTarget = right.openTarget ?? left.openTarget;
  return {
    values: new Map([...left.values, ...right.values]),
    cluster: givesCluster ? right.cluster : left.cluster,
    ...(openTarget === undefined ? {} : { openTarget }),
  };
}

function filledGenerator(generator: Content, values: TemplateValues, notation: Notation): Content {
  return generator.kind === 'mapping'
    ? mappingWithScalars(generator, scalar => withParameters(scalar, values, notation))
    : generator;
}

/** Why a glob can't be followed: classes of characters, escapes, and parameters that nothing settles. */
function globFault(directory: Content): string | undefined {
  const glob = textAt(directory, 'path') ?? '';
  return openReason(field(directory, 'path')) ?? (['[', '\\'].some(sign => glob.includes(sign)) ? glob : undefined);
}

/** By Go's path.Match, where two stars are as good as one. */
function folderMatcher(directory: Content): (folder: string) => boolean {
  const glob = textAt(directory, 'path') ?? '';
  return globMatcher(fromRoot('', glob.replace(/\*+/g, '*')));
}

function isVisible(folder: string): boolean {
  return folder !== '' && !folder.split('/').some(step => step.startsWith('.'));
}

function pathParameters(folder: string, name: string, notation: Notation): TemplateValues {
  const steps = folder.split('/');
  const basename = steps.at(-1) ?? '';
  const indexed = notation === 'go' ? `${name}.segments` : name;
  const texts: readonly (readonly [string, string])[] = [
    [notation === 'go' ? `${name}.path` : name, folder],
    [`${name}.basename`, basename],
    [`${name}.basenameNormalized`, normalizedName(basename)],
    ...steps.map((step, i) => [`${indexed}[${i}]`, step] as const),
  ];
  return new Map(texts.map(([key, text]) => [key, { text }]));
}

/** https://github.com/argoproj/argo-cd/blob/master/applicationset/utils/utils.go (SanitizeName) */
function normalizedName(name: string): string {
  const clean = name
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .slice(0, 253);
  return clean.replace(/^[-.]+|(?<![-.])[-.]+$/g, '');
}

// Argo CD Applications: https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/
import { folderOf } from '../../../model/place.ts';
import type { SentTo } from '../../../model/target.ts';
import { field, itemsAt, textAt } from '../../../read/source/lift.ts';
import type { Content, Mapping } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import { inTurn, kustomizationsOf } from '../kustomizationEdits.ts';
import { pathInRepository, pathWithin, type SentPath } from '../repositories.ts';
import type { Sender, Sent, SentFromHere } from '../sender.ts';
import { serverAt } from '../server.ts';
import { isTrue, openField, placeOfObject, titled } from '../stated.ts';
import { buildEnvironment, type InEnvironment } from './buildEnvironment.ts';
import { argoClusters, clusterNamed } from './clusters.ts';
import { directorySelection } from './directory.ts';
import { argoRelease, argoValues, type FileInTree, filesOfSources } from './helm.ts';
import { argoEdits, argoImages } from './kustomize.ts';
import { overriddenSource } from './overrides.ts';

/** An Application sends each of its sources. */
export function argoApplication(object: Mapping, context: DeliveryContext): readonly Sender[] {
  const spec = field(object, 'spec');
  const common = {
    by: titled('Argo CD Application', object),
    place: placeOfObject(object),
    targetKind: 'aks',
    sentTo: argoTarget(spec, context),
    namespace: openField(spec, ['destination.namespace']) ? undefined : textAt(spec, 'destination', 'namespace'),
    // https://argo-cd.readthedocs.io/en/stable/user-guide/skip_reconcile/
    isSuspended: isTrue(object, 'metadata', 'annotations', 'argocd.argoproj.io/skip-reconcile'),
  } as const;
  const several = itemsAt(spec, 'sources');
  const single = field(spec, 'source');
  const sources = several.length > 0 || single === undefined ? several : [single];
  if (sources.length === 0) {
    const why = field(spec, 'sourceHydrator') === undefined ? 'an Application without a source' : 'spec.sourceHydrator';
    return [{ ...common, sends: { kind: 'open', why } }];
  }
  return sources
    .filter(source => !isOnlyReferred(source))
    .map(source => ({ ...common, sends: readSent(object, source, sources, context) }));
}

/** A source without a path or a chart only holds files that others refer to. */
function isOnlyReferred(source: Content): boolean {
  return field(source, 'ref') !== undefined && ['path', 'chart'].every(key => textAt(source, key) === undefined);
}

function argoTarget(spec: Content | undefined, context: DeliveryContext): SentTo {
  const open = openField(spec, ['destination.name', 'destination.server']);
  if (open !== undefined) return { kind: 'open', text: open };
  const name = textAt(spec, 'destination', 'name') || undefined;
  const server = textAt(spec, 'destination', 'server') || undefined;
  // Argo CD refuses both, and syncs nothing:
  // https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#applications
  if (name !== undefined && server !== undefined) return { kind: 'open', text: `${name}, ${server}` };
  if (name !== undefined) return clusterNamed(name, argoClusters(context.clusters));
  return serverAt(server) ?? { kind: 'open', text: server ?? 'destination' };
}

function readSent(object: Mapping, source: Content, sources: readonly Content[], context: DeliveryContext): Sent {
  const environment = buildEnvironment(object, source);
  const found = pathOfSource(source, context);
  if (found.kind !== 'here')
    return { ...found, ...broughtBy(source, filesFor(undefined, sources, context), environment) };
  const files = filesFor(found.path, sources, context);
  return sentFolder(found.path, object, overriddenSource(source, found.path, object, context), files, environment);
}

/**
 * Values and edits that the Application itself brings to a source outside of this tree. Their own files are in this
 * tree.
 */
function broughtBy(source: Content, files: FileInTree, environment: InEnvironment): SentFromHere {
  const [helm, kustomize] = [field(source, 'helm'), field(source, 'kustomize')];
  const edits = kustomize === undefined ? [] : argoImages(kustomize, environment);
  return {
    values: helm === undefined ? [] : argoValues(helm, files, environment),
    postRenderers: kustomizationsOf(edits, source),
  };
}

/** A chart of a registry, or anything else that lies in one. */
function chartOutside(source: Content): string | undefined {
  const url = textAt(source, 'repoURL') ?? '';
  const chart = textAt(source, 'chart');
  if (chart !== undefined) return `chart ${chart} of ${url}`;
  return url.startsWith('oci://') ? url : undefined;
}

function pathOfSource(source: Content, context: DeliveryContext): SentPath {
  const open = openField(source, ['repoURL', 'path', 'chart', 'targetRevision']);
  if (open !== undefined) return { kind: 'open', why: open };
  if (field(source, 'plugin') !== undefined) return { kind: 'open', why: 'a plugin of Argo CD' };
  const chart = chartOutside(source);
  if (chart !== undefined) return { kind: 'outside', what: chart };
  const url = textAt(source, 'repoURL');
  const path = textAt(source, 'path');
  const what = url ?? 'a repository that is not stated';
  const revision = textAt(source, 'targetRevision');
  if (isPinned(revision)) return { kind: 'outside', what: `${what} at ${revision}` };
  if (path === undefined) return { kind: 'open', why: 'a source without a path' };
  return pathInRepository(url, what, path.startsWith('/') ? undefined : pathWithin('', path), context);
}

/** The root of the source with this `ref`, if that is this tree: an empty text. */
function rootOfRef(ref: string, sources: readonly Content[]): string | undefined {
  const source = sources.find(each => textAt(each, 'ref') === ref);
  if (source === undefined || openField(source, ['repoURL', 'targetRevision']) !== undefined) return undefined;
  if (isPinned(textAt(source, 'targetRevision'))) return undefined;
  return '';
}

/** Finds files of the folder itself, and those of other sources in this tree, which a path names by `$ref`. */
function filesFor(folder: string | undefined, sources: readonly Content[], context: DeliveryContext): FileInTree {
  const find = filesOfSources(folder, ref => rootOfRef(ref, sources));
  return written => {
    const file = find(written);
    const isKnown = file === undefined || !written.startsWith('$') || context.folders.has(folderOf(file));
    return isKnown ? file : undefined;
  };
}

/**
 * Returns whether the revision is a commit, a tag or versions of tags: another revision than this tree. A branch is
 * not, as this tree's own branch is not known. https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/
 */
function isPinned(revision: string | undefined): boolean {
  if (revision === undefined) return false;
  return (
    COMMIT.test(revision) || VERSION.test(revision) || CONSTRAINT.test(revision) || revision.startsWith('refs/tags/')
  );
}

const COMMIT = /^[0-9a-f]{40}$/i;
const VERSION = /^v?\d+\.\d+\.\d+(?:[-+].*)?$/;
const CONSTRAINT = /^(?:[<>=^~]|v?\d+\.(?:\d+\.)?[*x]$|\*$)/;

/** The fields of a source decide how its folder is built. Without them, the files in the folder do. */
function sentFolder(
  folder: string,
  object: Mapping,
  source: Content,
  files: FileInTree,
  environment: InEnvironment,
): Sent {
  const stated = ['helm', 'kustomize', 'directory'].filter(key => field(source, key)?.kind === 'mapping');
  if (stated.length > 1) return { kind: 'open', why: `a source with ${stated.join(' and ')}, which Argo CD refuses` };
  const [kind] = stated;
  const options = kind === undefined ? undefined : field(source, kind);
  const common = { kind: 'folder', folder, isDeep: false } as const;
  if (options === undefined) {
    return { ...common, as: 'detected', release: argoRelease(object, undefined, files, environment) };
  }
  switch (kind) {
    case 'helm':
      return { kind: 'chart', folder, release: argoRelease(object, options, files, environment), postRenderers: [] };
    case 'kustomize': {
      const edit = inTurn(argoEdits(options, environment));
      return { ...common, as: 'kustomization', ...(edit === undefined ? {} : { edit }) };
    }
    default: {
      const selection = directorySelection(options);
      if (selection.kind === 'open') return selection;
      const { selects } = selection;
      const isDeep = isTrue(options, 'recurse');
      return { ...common, as: 'plain', isDeep, ...(selects === undefined ? {} : { selects }) };
    }
  }
}

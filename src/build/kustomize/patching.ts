// Patches of a kustomization: strategic merges, and operations by RFC 6902.
import { t } from '../../model/l10n.ts';
import { field, itemsAt, textAt, withField } from '../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';
import type { Outside } from '../built.ts';
import { embeddedDocuments } from './embedded.ts';
import { applyJsonPatch } from './jsonPatch.ts';
import { isThere } from './kustomizationFiles.ts';
import { looseOperations, loosePatch } from './loose.ts';
import { expandedLists } from './manifests.ts';
import { type Accumulated, currentId, withIdStored, withMetadata } from './objects.ts';
import { openedObject } from './opened.ts';
import { followPath, isRemote } from './paths.ts';
import type { Resources } from './resources.ts';
import { nameOfTarget, targetTest } from './selecting.ts';
import type { TransformerStage } from './stage.ts';
import { mergePatch } from './strategicMerge.ts';

/** Applies an entry of `patches`, `patchesJson6902` or a PatchTransformer. */
export function applyPatchEntry(
  resources: Resources,
  entry: Content,
  stage: TransformerStage,
  { inline: inlineKey = 'patch', isStored = true }: { readonly inline?: string; readonly isStored?: boolean } = {},
): void {
  const [path, inline] = [field(entry, 'path'), field(entry, inlineKey)];
  const written = inline?.kind === 'scalar' && inline.text.trim() !== '' ? inline : path;
  if (written?.kind !== 'scalar') {
    stage.report.problem(entry, stage.file, t('a patch needs a path or a patch'));
    return;
  }
  const documents = written === inline ? inlineDocuments(inline, stage) : fileDocuments(written, stage);
  const target = field(entry, 'target');
  if (documents?.[0]?.kind === 'list') {
    applyOperations(resources, documents[0], target, entry, stage, isStored);
    return;
  }
  const patches = (documents ?? []).flatMap(document => (document.kind === 'mapping' ? document : []));
  const options = {
    name: textAt(entry, 'options', 'allowNameChange'),
    kind: textAt(entry, 'options', 'allowKindChange'),
  };
  mergeAll(resources, expandedLists(patches), target, stage, {
    mayRename: options.name === 'true',
    mayChangeKind: options.kind === 'true',
  });
}

/** Applies `patchesStrategicMerge`: each entry is a path, or the patch itself. */
export function applyStrategicMerges(resources: Resources, entries: readonly Content[], stage: TransformerStage): void {
  for (const entry of entries) {
    if (entry.kind !== 'scalar') continue;
    const documents = isInlinePatch(entry) ? inlineDocuments(entry, stage) : fileDocuments(entry, stage);
    const patches = (documents ?? []).flatMap(document => (document.kind === 'mapping' ? document : []));
    mergeAll(resources, expandedLists(patches), undefined, stage);
  }
}

/** kustomize takes an entry for a patch if it reads as one, and otherwise for a path. */
function isInlinePatch(entry: Scalar): boolean {
  return entry.text.includes('\n') || embeddedDocuments(entry).documents.some(document => document.kind === 'mapping');
}

export function inlineDocuments(scalar: Scalar, stage: TransformerStage): readonly Content[] | undefined {
  const { documents, isBroken } = embeddedDocuments(scalar);
  if (isBroken) stage.report.problem(scalar, stage.file, t("this text isn't YAML"));
  return documents;
}

/** The documents of a file that an entry names. Undefined, with a problem: there is none. */
export function fileDocuments(path: Scalar, stage: TransformerStage): readonly Content[] | undefined {
  const { folder, file, inputs, report } = stage;
  const followed = followPath(folder, path.text);
  if (followed.kind === 'outside') {
    report.leavesRoot(path, file, path.text);
    return undefined;
  }
  if (isThere(followed.path, inputs)) {
    report.loads(path, path.text, followed.path, stage);
    const documents = inputs.documents(followed.path);
    if (documents === undefined) report.problem(path, file, t("{0} isn't YAML", path.text));
    // kustomize refuses a half-typed file. Its complete part is applied, so its faults are reported.
    for (const { message, span } of inputs.faults?.(followed.path) ?? [])
      report.addProblem({ file: followed.path, span, message });
    return documents;
  }
  if (isRemote(path.text)) report.beyond(path, file, path.text);
  else report.problem(path, file, t('{0} does not exist', path.text));
  return undefined;
}

interface MergeOptions {
  readonly mayRename: boolean;
  readonly mayChangeKind: boolean;
}

function mergeAll(
  resources: Resources,
  patches: readonly Mapping[],
  target: Content | undefined,
  stage: TransformerStage,
  options: MergeOptions = { mayRename: false, mayChangeKind: false },
): void {
  for (const patch of patches) {
    const change = (each: Accumulated) => merged(each, patch, stage, options);
    if (target !== undefined) changeTarget(resources, target, change, stage, of => loosePatch(patch, of));
    else changeNamed(resources, patch, change, stage);
  }
}

/** A change of one object. It returns the objects that replace it. */
type Change = (each: Accumulated) => readonly Accumulated[];

/**
 * Changes the objects that a target selects. If that can't be decided, their images are open. If it selects none and a
 * resource is missing, the change is `loose`: it may be for an object of that resource.
 */
function changeTarget(
  resources: Resources,
  target: Content,
  change: Change,
  { report: { missing } }: TransformerStage,
  loose: (of: Outside) => readonly Accumulated[],
): void {
  const name = nameOfTarget(target);
  const test = targetTest(target);
  const candidates = name === undefined ? resources.all() : resources.called(name);
  const selected = candidates.filter(each => test(each) !== 'no');
  if (missing !== undefined && selected.length === 0) {
    resources.add(loose(missing));
    return;
  }
  resources.change(selected, each =>
    test(each) === 'yes' ? change(each) : [opened(each, t("a patch whose target can't be evaluated here"))],
  );
}

/** Changes the one object that a patch names. */
function changeNamed(resources: Resources, patch: Mapping, change: Change, { report, file }: TransformerStage): void {
  const id = currentId(patch);
  const found = resources.withId(id);
  const shown = `${id.kind} ${id.name}`;
  if (found.length === 1) resources.change(found, change);
  else if (found.length > 1)
    report.problem(patch, file, t('{0} is among the resources more than once: kustomize refuses this patch', shown));
  else if (report.missing !== undefined) resources.add(loosePatch(patch, report.missing));
  else report.problem(patch, file, t('{0} is not among the resources: kustomize refuses this patch', shown));
}

export function opened(each: Accumulated, reason: string): Accumulated {
  return { ...each, object: openedObject(each.object, reason) };
}

/** Applies a strategic merge. It keeps the object's kind, name and namespace, unless it may change them. */
function merged(
  each: Accumulated,
  patch: Mapping,
  stage: TransformerStage,
  options: MergeOptions,
): readonly Accumulated[] {
  const { object } = each;
  const onConflict = (at: Content, message: string) => stage.report.problem(at, stage.file, message);
  let now = mergePatch(object, patch, onConflict);
  if (now === undefined) return [];
  const kind = field(object, 'kind');
  if (!options.mayChangeKind && kind !== undefined) now = withField(now, 'kind', kind);
  if (!options.mayRename) now = withMetadata(now, 'name', field(object, 'metadata', 'name'));
  now = withMetadata(now, 'namespace', field(object, 'metadata', 'namespace'));
  const stored = options.mayRename || options.mayChangeKind ? withIdStored(each) : each;
  return [{ ...stored, object: now }];
}

function applyOperations(
  resources: Resources,
  operations: Content,
  target: Content | undefined,
  entry: Content,
  stage: TransformerStage,
  isStored: boolean,
): void {
  if (target === undefined) {
    stage.report.problem(entry, stage.file, t('a JSON patch needs a target'));
    return;
  }
  const change = (each: Accumulated) => {
    const stored = isStored ? withIdStored(each) : each;
    const result = applyJsonPatch(withAnnotations(stored), operations);
    if (result.kind === 'done') return [{ ...stored, object: result.object }];
    // most of a loose object is not known
    if (each.looseOf !== undefined) return [each, ...looseOperations(operations, target, each.looseOf)];
    stage.report.problem(result.at, stage.file, result.message);
    return [each];
  };
  changeTarget(resources, target, change, stage, of => looseOperations(operations, target, of));
}

/**
 * kustomize keeps earlier ids in annotations. So an object with earlier ids has annotations that a patch can add to.
 */
function withAnnotations({ object, previous }: Accumulated): Mapping {
  if (previous.length === 0 || field(object, 'metadata', 'annotations') !== undefined) return object;
  return withMetadata(object, 'annotations', { ...object, entries: [] });
}

/** The texts of a list of scalars. */
export function scalarsAt(node: Content | undefined, key: string): readonly Scalar[] {
  return itemsAt(node, key).flatMap(item => (item.kind === 'scalar' ? item : []));
}

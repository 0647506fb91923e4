// Patches of a kustomization: strategic merges, and operations by RFC 6902.
import { t } from '../../model/l10n.ts';
import { field, itemsAt, textAt, withField } from '../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';
import { embeddedDocuments } from './embedded.ts';
import { applyJsonPatch } from './jsonPatch.ts';
import { isThere } from './kustomizationFiles.ts';
import { looseOperations, loosePatch } from './loose.ts';
import { expandedLists } from './manifests.ts';
import { type Accumulated, currentId, idKey, idKeys, withIdStored, withMetadata } from './objects.ts';
import { openedObject } from './opened.ts';
import { followPath, isRemote } from './paths.ts';
import { type ObjectTest, targetTest } from './selecting.ts';
import type { Stage } from './stage.ts';
import { mergePatch } from './strategicMerge.ts';

/** An entry of `patches`, `patchesJson6902` or a PatchTransformer. */
export function applyPatchEntry(
  objects: readonly Accumulated[],
  entry: Content,
  stage: Stage,
  { inline: inlineKey = 'patch', isStored = true }: { readonly inline?: string; readonly isStored?: boolean } = {},
): readonly Accumulated[] {
  const [path, inline] = [field(entry, 'path'), field(entry, inlineKey)];
  const written = inline?.kind === 'scalar' && inline.text.trim() !== '' ? inline : path;
  if (written?.kind !== 'scalar') {
    stage.report.problem(entry, stage.file, t('a patch needs a path or a patch'));
    return objects;
  }
  const documents = written === inline ? inlineDocuments(inline, stage) : fileDocuments(written, stage);
  const target = field(entry, 'target');
  if (documents?.[0]?.kind === 'list') return withOperations(objects, documents[0], target, entry, stage, isStored);
  const patches = (documents ?? []).flatMap(document => (document.kind === 'mapping' ? document : []));
  const options = {
    name: textAt(entry, 'options', 'allowNameChange'),
    kind: textAt(entry, 'options', 'allowKindChange'),
  };
  return mergedAll(objects, expandedLists(patches), target, stage, {
    mayRename: options.name === 'true',
    mayChangeKind: options.kind === 'true',
  });
}

/** `patchesStrategicMerge`: each entry is a path, or the patch itself. */
export function applyStrategicMerges(
  objects: readonly Accumulated[],
  entries: readonly Content[],
  stage: Stage,
): readonly Accumulated[] {
  let patched = objects;
  for (const entry of entries) {
    if (entry.kind !== 'scalar') continue;
    const documents = isInlinePatch(entry) ? inlineDocuments(entry, stage) : fileDocuments(entry, stage);
    const patches = (documents ?? []).flatMap(document => (document.kind === 'mapping' ? document : []));
    patched = mergedAll(patched, expandedLists(patches), undefined, stage);
  }
  return patched;
}

/** kustomize takes an entry for a patch if it reads as one, and otherwise for a path. */
function isInlinePatch(entry: Scalar): boolean {
  return entry.text.includes('\n') || embeddedDocuments(entry).documents.some(document => document.kind === 'mapping');
}

export function inlineDocuments(scalar: Scalar, stage: Stage): readonly Content[] | undefined {
  const { documents, isBroken } = embeddedDocuments(scalar);
  if (isBroken) stage.report.problem(scalar, stage.file, t('this text is no YAML'));
  return documents;
}

/** The documents of a file that an entry names; undefined, with a problem, where there is none. */
export function fileDocuments(path: Scalar, { folder, file, inputs, report }: Stage): readonly Content[] | undefined {
  const followed = followPath(folder, path.text);
  if (followed.kind === 'outside') {
    report.leavesRoot(path, file, path.text);
    return undefined;
  }
  if (isThere(followed.path, inputs)) {
    const documents = inputs.documents(followed.path);
    if (documents === undefined) report.problem(path, file, t('{0} is no YAML', path.text));
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

function mergedAll(
  objects: readonly Accumulated[],
  patches: readonly Mapping[],
  target: Content | undefined,
  stage: Stage,
  options: MergeOptions = { mayRename: false, mayChangeKind: false },
): readonly Accumulated[] {
  let patched = objects;
  for (const patch of patches) {
    const test = target === undefined ? idTest(patch) : targetTest(target);
    const { missing } = stage.report;
    if (missing !== undefined && !patched.some(each => test(each) !== false)) {
      patched = [...patched, ...loosePatch(patch, missing)];
    } else if (target === undefined) {
      const chosen = objectOfPatch(patched, patch, stage);
      patched = patched.flatMap(each => (each === chosen ? merged(each, patch, stage, options) : each));
    } else {
      patched = changedWhere(patched, test, each => merged(each, patch, stage, options));
    }
  }
  return patched;
}

/** Changes the objects that a target selects. Where that can't be told, their images are open. */
function changedWhere(
  objects: readonly Accumulated[],
  test: ObjectTest,
  change: (each: Accumulated) => readonly Accumulated[],
): readonly Accumulated[] {
  return objects.flatMap(each => {
    const isSelected = test(each);
    if (isSelected === undefined) return [opened(each, t('a patch whose target can’t be evaluated here'))];
    return isSelected ? change(each) : [each];
  });
}

export function opened(each: Accumulated, reason: string): Accumulated {
  return { ...each, object: openedObject(each.object, reason) };
}

/** Tests for the object that a patch names, by any of its ids. */
function idTest(patch: Mapping): (each: Accumulated) => boolean {
  const id = idKey(currentId(patch));
  return each => idKeys(each).includes(id);
}

/** The one object that a patch names. */
function objectOfPatch(
  objects: readonly Accumulated[],
  patch: Mapping,
  { report, file }: Stage,
): Accumulated | undefined {
  const id = currentId(patch);
  const found = objects.filter(idTest(patch));
  if (found.length === 1) return found[0];
  const shown = `${id.kind} ${id.name}`;
  if (found.length === 0)
    report.problem(patch, file, t('{0} is not among the resources: kustomize refuses this patch', shown));
  else report.problem(patch, file, t('{0} is among the resources more than once: kustomize refuses this patch', shown));
  return undefined;
}

/** Applies a strategic merge. It keeps the object's kind, name and namespace, unless it may change them. */
function merged(each: Accumulated, patch: Mapping, stage: Stage, options: MergeOptions): readonly Accumulated[] {
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

function withOperations(
  objects: readonly Accumulated[],
  operations: Content,
  target: Content | undefined,
  entry: Content,
  stage: Stage,
  isStored: boolean,
): readonly Accumulated[] {
  if (target === undefined) {
    stage.report.problem(entry, stage.file, t('a JSON patch needs a target'));
    return objects;
  }
  const test = targetTest(target);
  const { missing } = stage.report;
  if (missing !== undefined && !objects.some(each => test(each) !== false))
    return [...objects, ...looseOperations(operations, target, missing)];
  return changedWhere(objects, test, each => {
    const stored = isStored ? withIdStored(each) : each;
    const result = applyJsonPatch(withAnnotations(stored), operations);
    if (result.kind === 'done') return [{ ...stored, object: result.object }];
    // of a loose object, most is not known
    if (each.looseOf !== undefined) return [each, ...looseOperations(operations, target, each.looseOf)];
    stage.report.problem(result.at, stage.file, result.message);
    return [each];
  });
}

/** kustomize keeps earlier ids in annotations: an object that has any has annotations that a patch may add to. */
function withAnnotations({ object, previous }: Accumulated): Mapping {
  if (previous.length === 0 || field(object, 'metadata', 'annotations') !== undefined) return object;
  return withMetadata(object, 'annotations', { ...object, entries: [] });
}

/** The texts of a list of scalars. */
export function scalarsAt(node: Content | undefined, key: string): readonly Scalar[] {
  return itemsAt(node, key).flatMap(item => (item.kind === 'scalar' ? item : []));
}

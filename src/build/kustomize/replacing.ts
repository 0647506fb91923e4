// `replacements`: values of one object copied into others.
// https://github.com/kubernetes-sigs/kustomize/blob/master/api/filters/replacement/replacement.go

import { t } from '../../model/l10n.ts';
import { everyOf, someOf } from '../../model/truth.ts';
import { contributed, field, isOpen, itemsAt, openScalar, textAt, withText } from '../../read/source/lift.ts';
import type { Content, Scalar } from '../../read/source/tree.ts';
import { changedAtPath, contentAtPath } from './fieldPaths.ts';
import { divided } from './imageTags.ts';
import { type Accumulated, allIds, type ObjectId } from './objects.ts';
import { fileDocuments, opened, scalarsAt } from './patching.ts';
import { anchored, metadataTest, type ObjectTest } from './selecting.ts';
import type { TransformerStage } from './stage.ts';

/** Applies the entries of `replacements`. An entry with a `path` names a file that holds replacements. */
export function withReplacements(
  objects: readonly Accumulated[],
  entries: readonly Content[],
  stage: TransformerStage,
): readonly Accumulated[] {
  let replaced = objects;
  for (const entry of entries) {
    const path = field(entry, 'path');
    const listed = path?.kind === 'scalar' ? replacementsIn(path, stage) : [entry];
    for (const replacement of listed) replaced = withReplacement(replaced, replacement, stage);
  }
  return replaced;
}

function replacementsIn(path: Scalar, stage: TransformerStage): readonly Content[] {
  const [document] = fileDocuments(path, stage) ?? [];
  if (document?.kind !== 'list') return document === undefined ? [] : [document];
  return document.items.flatMap(item => (item === undefined || item.kind === 'alias' ? [] : item));
}

function withReplacement(
  objects: readonly Accumulated[],
  replacement: Content,
  stage: TransformerStage,
): readonly Accumulated[] {
  const value = sourceValue(objects, replacement, stage);
  let replaced = objects;
  for (const target of itemsAt(replacement, 'targets')) replaced = withTarget(replaced, target, value, stage);
  return replaced;
}

/** The copied value. It is open, with a problem, if kustomize finds none: an object may be missing here. */
function sourceValue(objects: readonly Accumulated[], replacement: Content, stage: TransformerStage): Content {
  const written = field(replacement, 'sourceValue');
  if (written !== undefined) return written;
  const source = field(replacement, 'source');
  const refuse = (message: string): Scalar => {
    // the source may be in a part that is not built
    if (source === undefined || stage.report.missing === undefined)
      stage.report.problem(source ?? replacement, stage.file, message);
    const at = field(source, 'fieldPath') ?? field(source, 'name') ?? source ?? replacement;
    return openScalar(message, at.span, at.source ?? NO_SOURCE);
  };
  if (source === undefined) return refuse(t('a replacement needs a source'));
  const matching = objects.filter(
    each => each.looseOf === undefined && allIds(each).some(id => isSourceSelected(source, id)),
  );
  const [chosen] = matching;
  if (chosen === undefined) return refuse(t('the source of this replacement selects no object'));
  if (matching.length > 1) return refuse(t('the source of this replacement selects several objects'));
  const path = textAt(source, 'fieldPath') ?? 'metadata.name';
  const found = contentAtPath(chosen.object, path);
  if (found === undefined) return refuse(t('{0} is missing in the source of this replacement', path));
  const part = partOptions(source);
  if (part === undefined) return found;
  const piece = found.kind === 'scalar' ? found.text.split(part.delimiter)[part.index] : undefined;
  if (found.kind === 'scalar' && isOpen(found)) return found;
  if (found.kind !== 'scalar' || piece === undefined)
    return refuse(t('the source of this replacement has no such part'));
  return { ...found, text: piece, plain: false };
}

function isSourceSelected(source: Content, id: ObjectId): boolean {
  const namespace = textAt(source, 'namespace');
  return (
    (['group', 'version', 'kind', 'name'] as const).every(key => (textAt(source, key) ?? id[key]) === id[key]) &&
    (namespace === undefined || namespace === id.namespace)
  );
}

interface PartOptions {
  readonly delimiter: string;
  readonly index: number;
}

function partOptions(node: Content): PartOptions | undefined {
  const delimiter = textAt(node, 'options', 'delimiter');
  return delimiter === undefined ? undefined : { delimiter, index: Number(textAt(node, 'options', 'index') ?? 0) };
}

function withTarget(
  objects: readonly Accumulated[],
  target: Content,
  value: Content,
  stage: TransformerStage,
): readonly Accumulated[] {
  const select = field(target, 'select');
  if (select === undefined) {
    stage.report.problem(target, stage.file, t('a target of a replacement has to select objects'));
    return objects;
  }
  const isSelected = replacementTest(select);
  const rejects = itemsAt(target, 'reject').map(replacementTest);
  return objects.map(each => {
    const selected = isSelected(each);
    const rejected = someOf(rejects, test => test(each));
    if (selected === 'no' || rejected === 'yes') return each;
    if (selected === 'unknown' || rejected === 'unknown')
      return opened(each, t("a replacement whose target can't be evaluated here"));
    return withFieldsReplaced(each, target, value, stage);
  });
}

/** All given fields have to match one of an object's ids, and its labels and annotations the selectors. */
function replacementTest(selector: Content): ObjectTest {
  const keys = ['group', 'version', 'kind', 'name', 'namespace'] as const;
  const tests = keys.map(key => [key, anchored(textAt(selector, key))] as const);
  const isSelected = metadataTest(selector);
  return each => {
    const byId = someOf(allIds(each), id => everyOf(tests, ([key, test]) => test(id[key])));
    return everyOf([byId, isSelected(each)]);
  };
}

function withFieldsReplaced(each: Accumulated, target: Content, value: Content, stage: TransformerStage): Accumulated {
  let { object } = each;
  const paths = scalarsAt(target, 'fieldPaths');
  const part = partOptions(target);
  const made = textAt(target, 'options', 'create') === 'true' ? value : undefined;
  for (const path of paths.length > 0 ? paths.map(({ text }) => text) : ['metadata.name']) {
    const result = changedAtPath(object, path, former => replacedValue(former, value, part), made);
    if (result.kind === 'unclear') return opened(each, t("a replacement that can't be followed here"));
    if (result.kind === 'changed') object = result.object;
    // most of a loose object is not known
    else if (each.looseOf === undefined)
      stage.report.problem(target, stage.file, t('{0} does not exist in the object', path));
  }
  return { ...each, object };
}

function replacedValue(former: Content, value: Content, part: PartOptions | undefined): Content {
  if (former.kind !== 'scalar' || value.kind !== 'scalar') return value;
  const isAllOpen = isOpen(former) || (isOpen(value) && part === undefined);
  if (isAllOpen) return openScalar(value.text.slice(3, -3), former.span, former.source ?? NO_SOURCE);
  return substituted(former, part === undefined ? value.text : withPart(former.text, value.text, part), value);
}

const NO_SOURCE = { file: '', text: '', origins: [] };

/** A text with a part that another value wrote. It is shown at that value if it wrote the name of an image. */
export function substituted(former: Scalar, text: string, value: Scalar): Scalar {
  if (divided(former.text).name === divided(text).name)
    return contributed(former, text, value, t('value of a replacement'));
  return withText(former, text, value, t('replaced by kustomize'));
}

function withPart(text: string, value: string, { delimiter, index }: PartOptions): string {
  const parts = text.split(delimiter);
  if (index < 0) return [value, ...parts].join(delimiter);
  if (index >= parts.length) return [...parts, value].join(delimiter);
  return parts.with(index, value).join(delimiter);
}

// The values that an Application gives to a chart.
// https://github.com/argoproj/argo-cd/blob/master/reposerver/repository/repository.go (helmTemplate)
import { field, itemsAt, openScalar, textAt } from '../../../read/source/lift.ts';
import type { Content, Mapping } from '../../../read/source/tree.ts';
import { embeddedYaml, isEmptyYaml } from '../embedded.ts';
import { pathWithin } from '../repositories.ts';
import type { Release, ReleaseValues } from '../sender.ts';
import { isTrue, openReason, placeOfNode } from '../stated.ts';
import type { InEnvironment } from './buildEnvironment.ts';

/** The path of a file that a source names, in this tree. Undefined: it is not here. */
export type FileInTree = (written: string) => string | undefined;

export function argoRelease(
  application: Mapping,
  helm: Content | undefined,
  fileInTree: FileInTree,
  environment: InEnvironment,
): Release {
  return {
    name: textAt(helm, 'releaseName') ?? textAt(application, 'metadata', 'name'),
    namespace: textAt(helm, 'namespace') ?? textAt(application, 'spec', 'destination', 'namespace'),
    values: helm === undefined ? [] : argoValues(helm, fileInTree, environment),
  };
}

/** Files, then values of the Application itself, then single parameters, as Helm merges them. */
export function argoValues(
  helm: Content,
  fileInTree: FileInTree,
  environment: InEnvironment,
): readonly ReleaseValues[] {
  const isOptional = isTrue(helm, 'ignoreMissingValueFiles');
  return [
    ...itemsAt(helm, 'valueFiles').flatMap(each => valueFile(each, isOptional, fileInTree, environment)),
    ...ownValues(helm),
    ...itemsAt(helm, 'parameters').flatMap(each => parameter(each, environment)),
    ...itemsAt(helm, 'fileParameters').flatMap(fileParameter),
  ];
}

function valueFile(
  written: Content,
  isOptional: boolean,
  fileInTree: FileInTree,
  environment: InEnvironment,
): readonly ReleaseValues[] {
  const text = textAt(written);
  if (text === undefined) return [];
  const open: ReleaseValues = { kind: 'open', why: `value file ${text}`, place: placeOfNode(written) };
  const file = isPlainPath(text) ? fileInTree(text) : fileFromEnvironment(text, fileInTree, environment);
  return [file === undefined ? open : { kind: 'file', file, isOptional }];
}

/** `$values/prod.yaml` refers to another source. Variables of the build environment begin with the same sign. */
function fileFromEnvironment(text: string, fileInTree: FileInTree, environment: InEnvironment): string | undefined {
  const isReference = text.startsWith('$') && !['$ARGOCD_', '${'].some(sign => text.startsWith(sign));
  if (isReference) return fileInTree(text);
  const expanded = environment(text);
  return expanded !== undefined && isPlainPath(expanded) ? fileInTree(expanded) : undefined;
}

/** Neither a URL, a glob, a variable nor a placeholder. */
function isPlainPath(text: string): boolean {
  return text !== '' && !['$', '*', '?', '[', '{', '://'].some(sign => text.includes(sign));
}

/** `valuesObject` takes the place of `values`. */
function ownValues(helm: Content): readonly ReleaseValues[] {
  const object = field(helm, 'valuesObject');
  const values = object ?? field(helm, 'values');
  if (values === undefined || (values.kind === 'scalar' && textAt(values) === undefined)) return [];
  if (values.kind !== 'scalar') return [{ kind: 'inline', values }];
  const read = embeddedYaml(values);
  if (read?.kind === 'mapping') return [{ kind: 'inline', values: read }];
  if (isEmptyYaml(values.text)) return [];
  const place = placeOfNode(values);
  const why = openReason(values);
  return [
    why === undefined
      ? { kind: 'open', why: 'values that are no YAML', place, isBroken: true }
      : { kind: 'open', why, place },
  ];
}

function parameter(written: Content, environment: InEnvironment): readonly ReleaseValues[] {
  const path = textAt(written, 'name');
  const value = field(written, 'value');
  if (path === undefined || value?.kind !== 'scalar') return [];
  const text = environment(value.text);
  if (text === value.text) return [{ kind: 'set', path, value }];
  if (text !== undefined) return [{ kind: 'set', path, value: { ...value, text, plain: false } }];
  const { span, source } = value;
  if (source === undefined) return [{ kind: 'open', why: value.text, path, place: placeOfNode(value) }];
  return [{ kind: 'set', path, value: openScalar(value.text, span, source) }];
}

/** The parameter's value is a whole file, which is no image. The chart may use it in any way, so it is open. */
function fileParameter(written: Content): readonly ReleaseValues[] {
  const path = textAt(written, 'name');
  if (path === undefined) return [];
  return [{ kind: 'open', why: `file ${textAt(written, 'path') ?? ''}`, path, place: placeOfNode(written) }];
}

/** The files of other sources: `$values/prod.yaml` lies in the source with `ref: values`. */
export function filesOfSources(folder: string | undefined, rootOf: (ref: string) => string | undefined): FileInTree {
  return written => {
    if (!written.startsWith('$')) return folder === undefined ? undefined : pathWithin(folder, written);
    const slash = written.indexOf('/');
    const root = slash < 0 ? undefined : rootOf(written.slice(1, slash));
    const rest = written.slice(slash + 1);
    return root === undefined || !isPlainPath(rest) ? undefined : pathWithin(root, `/${rest}`);
  };
}

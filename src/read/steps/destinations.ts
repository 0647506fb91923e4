// The clusters and apps that the files and images of a step are deployed to.
import { fromRoot, type Span } from '../../model/place.ts';
import type { DeclaredDestination } from '../../model/reading.ts';
import type { SentTo, TargetKind } from '../../model/target.ts';
import { findPlaceholders } from '../source/placeholders.ts';
import type { View } from '../source/view.ts';
import type { NamedTarget } from './clusters.ts';
import { declaredBy } from './declaredBy.ts';
import { type Job, settled } from './job.ts';

/** Files and folders that a step deploys, as they are written. Of a chart, its values files too. */
interface Deployed extends Partial<Pick<DeclaredDestination, 'isDeep' | 'overrides' | 'images' | 'secrets'>> {
  readonly paths: readonly string[];
  readonly valueFiles?: readonly string[];
}

const MAX_PATHS = 4000;

/**
 * The folders in which a runner has the repository. An artifact is taken to be called like the folder that it was made
 * of.
 */
const WORKSPACE =
  /^(?:\$\(\s*(?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory|Pipeline\.Workspace)\s*\)(?:\/s(?=\/))?|\$\{\{\s*github\.workspace\s*\}\}|\$\{?GITHUB_WORKSPACE\}?|\$\{?BUILD_SOURCESDIRECTORY\}?)\//i;

/**
 * Declares the clusters or apps that the files of a step are deployed to. Leaves out paths that only a run knows.
 * @param folder the one that paths are relative to. Null where that is not known
 */
export function deploy(
  step: View,
  targetKind: TargetKind,
  to: readonly NamedTarget[],
  { paths, valueFiles = [], ...more }: Deployed,
  job: Job,
  folder: string | null = '',
): void {
  const resolved = (text: string) => {
    const path = settled(text, job);
    const isOfRoot = WORKSPACE.test(path);
    const own = path.replace(WORKSPACE, '');
    const start = isOfRoot ? '' : folder;
    return start === null || isOpenText(own) || /^\w+:\/\/|^-$/.test(own) ? [] : [fromRoot(start, own)];
  };
  const values = valueFiles.flatMap(resolved);
  // a chart from elsewhere has values of this repository
  if (paths.length === 0 && values.length > 0)
    declareDestination(step, to, { targetKind, folder: undefined, files: values, ...more }, job);
  for (const path of paths.slice(0, MAX_PATHS).flatMap(resolved)) {
    const isFile = /\.(?:ya?ml|json)$|[*?[]/i.test(path);
    const files = isFile ? [path, ...values] : values;
    declareDestination(step, to, { targetKind, folder: isFile ? undefined : path, files, ...more }, job);
  }
}

/** Declares the clusters that the images within a part of a step are sent to. */
export function sendImagesIn(part: Span, step: View, to: readonly NamedTarget[], job: Job): void {
  declareDestination(step, to, { span: job.reading.builder.span(part) }, job);
}

function declareDestination(
  step: View,
  to: readonly NamedTarget[],
  deployed: Partial<DeclaredDestination>,
  { by, reading }: Job,
): void {
  const { builder } = reading;
  const common = { ...declaredBy(by, step, builder), span: builder.span({ start: 0, end: 0 }), ...deployed };
  for (const named of to) reading.destination({ ...common, sentTo: clusterNamed(named) });
}

function clusterNamed({ name, group }: NamedTarget): SentTo {
  if (name === undefined) return { kind: 'open', text: 'a cluster that the file does not name' };
  if (isOpenText(name)) return { kind: 'open', text: name };
  if (group !== undefined && isOpenText(group)) return { kind: 'open', text: `${name} in ${group}` };
  return { kind: 'name', names: [name], group };
}

/** Returns whether a run or a shell fills in a part of a text. */
function isOpenText(text: string): boolean {
  return /[\\`$%]/.test(text) || findPlaceholders(text).length > 0;
}

// Values of a chart that a step sets, as `helm --set` takes them: `image.repository=x,image.tag=2`.
import type { Span } from '../../model/place.ts';
import { plainPod } from '../kubernetes/pods.ts';
import { settleText } from '../source/placeholders.ts';
import type { Scalar } from '../source/tree.ts';
import { textOf, type View } from '../source/view.ts';
import { readChartValues, valuesOfPairs } from '../values/chartValues.ts';
import { type Argument, optionValues, textsOf } from './arguments.ts';
import type { NamedTarget } from './clusters.ts';
import { sendImagesIn } from './destinations.ts';
import type { Job } from './job.ts';

/** A value by its path in the chart's values, both as they are written: `image.tag` and `2`. */
interface SetValue {
  readonly path: string;
  readonly value: string;
}

/** Values in the order of the document, and its part that has them. Undefined: they have no place. */
export interface SetValues {
  readonly values: readonly SetValue[];
  readonly within: Span | undefined;
}

/** The values that the `--set` options of a command set. */
export function setByOptions(args: readonly Argument[]): SetValues {
  const spans = args.flatMap(({ span }) => span ?? []);
  const [first, last] = [spans[0], spans.at(-1)];
  return {
    values: textsOf(optionValues(args, '--set', '--set-string')).flatMap(parseSet),
    within: first && last && { start: first.start, end: last.end },
  };
}

/** The files that the `--values` options of a command name. */
export function valuesFilesOf(args: readonly Argument[]): readonly string[] {
  return textsOf(optionValues(args, '-f', '--values'));
}

/** The values that an input of a step sets. `text` is the input in the syntax of `--set`. */
export function setByInput(input: View | undefined, text = textOf(input) ?? ''): SetValues {
  return { values: parseSet(text), within: input?.node.span };
}

/** https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set */
function parseSet(text: string): readonly SetValue[] {
  return text.split(/(?<!\\),|\r?\n/).flatMap(pair => {
    const [, path, value] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
    if (path === undefined || value === undefined) return [];
    return [{ path: path.trim(), value: value.trim().replace(/^(["'])(.*)\1$/, '$2') }];
  });
}

/** Reads the images that set values make, and sends them to the clusters. */
export function readSetValues(set: SetValues, step: View, where: string, to: readonly NamedTarget[], job: Job): void {
  const located = locateValues(set, job);
  const [first, last] = [located[0], located.at(-1)];
  if (first === undefined || last === undefined) return;
  const { by, reading } = job;
  const { builder } = reading;
  const before = builder.size;
  const values = valuesOfPairs(located.map(({ path, value }) => [path, value]));
  readChartValues(values, `${by} · ${where} · `, reading.workload(plainPod({})), builder);
  if (builder.size > before) sendImagesIn({ start: first.value.span.start, end: last.value.span.end }, step, to, job);
}

interface LocatedValue {
  readonly path: string;
  readonly value: Scalar;
}

/** Finds each value in the document, behind its path and behind the value before. Leaves out what is not found. */
function locateValues({ values, within }: SetValues, { reading, settle }: Job): readonly LocatedValue[] {
  if (within === undefined) return [];
  const located: LocatedValue[] = [];
  let from = within.start;
  for (const { path, value } of values) {
    const rest = reading.builder.text.slice(from, within.end);
    // some inputs have a colon for the `=`: there, the value itself is looked for
    const at = rest.indexOf(value, Math.max(0, rest.indexOf(`${path}=`) + path.length + 1));
    if (value === '' || at < 0) continue;
    const span = { start: from + at, end: from + at + value.length };
    const { text } = settleText(value, span.start, settle);
    located.push({ path, value: { kind: 'scalar', text, span, plain: true } });
    from = span.end;
  }
  return located;
}

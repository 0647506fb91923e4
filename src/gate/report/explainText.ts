import { causes as knownCauses } from '../../causes/index.ts';
import type { ExplainedCause, Explanation, Stage } from '../../explain/explanation.ts';
import { stageTitles } from '../../explain/stageTitles.ts';
import { oneLine } from '../../model/quote.ts';
import type { Workspace } from '../workspace.ts';
import { painter, type Style, wrapped } from './style.ts';

/** The result of `acr-pull explain`; its JSON is this, as documented in docs/gate.md. */
export interface ExplainReport {
  readonly pullError: boolean;
  readonly image: string | null;
  readonly registry: string | null;
  readonly stage: Stage | null;
  readonly causes: readonly ExplainedCause[];
  /** The line of the workspace that names the image. */
  readonly location: { readonly file: string; readonly line: number; readonly column: number } | null;
}

export function reportExplanation(
  { reference, ...explanation }: Explanation,
  workspaces: readonly Workspace[],
): ExplainReport {
  const workspace = workspaces.find(({ references }) => references.some(each => each === reference));
  if (!reference || !workspace) return { ...explanation, location: null };
  const { file, line, column } = workspace.show(reference);
  return { ...explanation, location: { file, line, column } };
}

/** What failed and where, then the causes with why, how to confirm and the way out. */
export function explainText(report: ExplainReport, style: Style): string {
  const paint = painter(style);
  const { pullError, image, registry, stage, causes, location } = report;
  const what = image ?? registry;
  const head = pullError
    ? `${paint('red', 'pull failed')}${stage === null ? '' : `: ${stageTitles[stage]}`}`
    : paint('green', 'no pull error');
  const facts = [
    ...(what === null ? [] : [`  ${image === null ? 'registry' : 'image   '}  ${oneLine(what)}`]),
    ...(location === null ? [] : [`  written   ${oneLine(`${location.file}:${location.line}:${location.column}`)}`]),
  ];
  const blocks = causes.slice(0, pullError ? shown : 1).map((cause, i) => causeBlock(cause, i, pullError, style));
  const rest = pullError ? causes.slice(shown).map(({ cause }) => cause) : [];
  const others = rest.length > 0 ? [`What else reads the same: ${rest.join(', ')}`] : [];
  return [head, ...facts, '', ...blocks.flat(), ...others, ''].join('\n');
}

/** Causes with their commands; more of them help nobody at first. */
const shown = 3;

function causeBlock(
  { cause, why, check, fix }: ExplainReport['causes'][number],
  i: number,
  pullError: boolean,
  style: Style,
): readonly string[] {
  const paint = painter(style);
  const because = wrapped(oneLine(why), '   ', style);
  const title = `${i + 1}. ${cause}  ${knownCauses[cause].title}`;
  if (!pullError) return [...because, `   ${paint('cyan', 'next:')}  ${oneLine(check ?? fix)}`];
  return [
    i === 0 ? paint('yellow', title) : title,
    ...because,
    ...(check === null ? [] : [`   ${paint('cyan', 'check:')} ${oneLine(check)}`]),
    `   ${paint('cyan', 'fix:')}   ${oneLine(fix)}`,
  ];
}

import { causes as knownCauses } from '../../causes/index.ts';
import { type Explanation, stageTitles } from '../../explain/explanation.ts';
import { oneLine } from '../../model/quote.ts';
import { explanationAnswer } from '../../workspace/assistant/questions.ts';
import type { GateWorkspace } from '../reading/gateWorkspace.ts';
import { painter, type Style, wrapped } from './style.ts';

/** The result of `acr-pull explain`. Its JSON is this, as documented in docs/gate.md. */
export type ExplainReport = ReturnType<typeof explanationAnswer>;

export function reportExplanation(explanation: Explanation, workspaces: readonly GateWorkspace[]): ExplainReport {
  const { reference } = explanation;
  const workspace = reference && workspaces.find(({ references }) => references.includes(reference));
  if (!workspace) return explanationAnswer(explanation, null);
  const { file, line, column } = workspace.show(reference);
  return explanationAnswer(explanation, { file, line, column });
}

/** The failed stage and its place, the facts, and the possible causes, each with how to confirm it and the fix. */
export function explainText(report: ExplainReport, style: Style): string {
  const paint = painter(style);
  const { pullError, image, registry, stage, known, causes, next, location } = report;
  const what = image ?? registry;
  const failed = report.isUncertain ? paint('yellow', 'a pull may have failed') : paint('red', 'pull failed');
  const head = pullError
    ? `${failed}${stage === null ? '' : `: ${stageTitles[stage]}`}`
    : paint('green', causes.length > 0 ? 'no pull error' : 'no pull error found');
  const facts = [
    ...(what === null ? [] : [`  ${image === null ? 'registry' : 'image   '}  ${oneLine(what)}`]),
    ...(location === null ? [] : [`  written   ${oneLine(`${location.file}:${location.line}:${location.column}`)}`]),
  ];
  const command = next === null ? [] : [`   ${paint('cyan', 'next:')}  ${oneLine(next)}`];
  const sayings = known.flatMap(text => wrapped(oneLine(text), '   ', style));
  if (!pullError) return [head, ...facts, '', ...sayings, ...command, ''].join('\n');
  const sure = causes.filter(({ basis }) => basis !== 'possible');
  const possible = causes.filter(({ basis }) => basis === 'possible');
  const open = possible.slice(0, Math.max(1, shown - sure.length));
  const rest = possible.slice(open.length).map(({ cause }) => cause);
  return [
    head,
    ...facts,
    '',
    'Evidence',
    ...sayings,
    ...command,
    ...sure.flatMap(cause => causeBlock(cause, style, true)),
    ...(open.length === 0 ? [] : ['', sure.length > 0 ? "If that isn't it" : 'Possible causes']),
    ...open.flatMap(cause => causeBlock(cause, style, false)),
    ...(rest.length > 0 ? [`Other causes with the same text: ${rest.join(', ')}`] : []),
    '',
  ].join('\n');
}

/** Causes with their commands. More of them don't help at first. */
const shown = 3;

function causeBlock(
  { cause, why, check, fix }: ExplainReport['causes'][number],
  style: Style,
  isSure: boolean,
): readonly string[] {
  const paint = painter(style);
  const title = `- ${cause}  ${knownCauses[cause].title}`;
  return [
    isSure ? paint('yellow', title) : title,
    ...wrapped(oneLine(why), '   ', style),
    ...(check === null ? [] : [`   ${paint('cyan', 'check:')} ${oneLine(check)}`]),
    `   ${paint('cyan', 'fix:')}   ${oneLine(fix)}`,
  ];
}

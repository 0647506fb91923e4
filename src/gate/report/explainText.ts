import { stageTitles } from '../../explain/explanation.ts';
import { causes as knownCauses } from '../../verdict/causes.ts';
import { printable } from '../printable.ts';
import type { ExplainReport } from './explainReport.ts';
import { painter, type Style, wrapped } from './style.ts';

/** What failed and where, then the causes with why, how to confirm and the way out. */
export function explainText(report: ExplainReport, style: Style): string {
  const paint = painter(style);
  const { pullError, image, registry, stage, causes, location } = report;
  const what = image ?? registry;
  const head = pullError
    ? `${paint('red', 'pull failed')}${stage === null ? '' : `: ${stageTitles[stage]}`}`
    : paint('green', 'no pull error');
  const facts = [
    ...(what === null ? [] : [`  ${image === null ? 'registry' : 'image   '}  ${printable(what)}`]),
    ...(location === null ? [] : [`  written   ${printable(`${location.file}:${location.line}:${location.column}`)}`]),
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
  const because = wrapped(printable(why), '   ', style);
  const title = `${i + 1}. ${cause}  ${knownCauses[cause].title}`;
  if (!pullError) return [...because, `   ${paint('cyan', 'next:')}  ${printable(check ?? fix)}`];
  return [
    i === 0 ? paint('yellow', title) : title,
    ...because,
    ...(check === null ? [] : [`   ${paint('cyan', 'check:')} ${printable(check)}`]),
    `   ${paint('cyan', 'fix:')}   ${printable(fix)}`,
  ];
}

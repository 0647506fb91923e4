import { causes as knownCauses } from '../../causes/index.ts';
import { stageTitles } from '../../explain/explanation.ts';
import { type Answer, commandLines, type Detail, fitted, rest } from './answer.ts';
import type { explanationAnswer } from './questions.ts';

export type ExplanationAnswer = ReturnType<typeof explanationAnswer>;

/** More facts from the text than these repeat it. */
const mostKnown = 6;

/**
 * Answers why a pull failed, from the text of the error: the likeliest causes first, each with a command that confirms
 * it.
 */
export function explained(
  report: ExplanationAnswer,
  notRead: { readonly data: object; readonly lines: readonly string[] },
): Answer {
  const { pullError, isUncertain, image, registry, stage, known, causes, next, location } = report;
  const failed = isUncertain ? 'A pull may have failed' : 'The pull failed';
  const head = pullError ? `${failed}${stage === null ? '' : `: ${stageTitles[stage]}`}.` : 'No pull error was found.';
  const what = image ?? registry;
  const at = location === null ? '' : `, written at ${location.file}:${location.line}`;
  return fitted(causes, (shown, omitted, detail) => ({
    lines: [
      head,
      ...(what === null ? [] : [`${what}${at}`]),
      ...known.slice(0, mostKnown),
      ...shown.flatMap(each => causeLines(each, detail)),
      ...rest(omitted, 'possible cause'),
      ...commandLines('Next', next, detail),
      ...notRead.lines,
    ],
    data: {
      pullError,
      isUncertain,
      image,
      registry,
      stage,
      known: known.slice(0, mostKnown),
      causes: shown.map(each => reportCause(each, detail)),
      omitted,
      next,
      location,
      ...notRead.data,
    },
  }));
}

type Cause = ExplanationAnswer['causes'][number];

function causeLines({ cause, why, check, fix }: Cause, detail: Detail): readonly string[] {
  const head = `- ${cause}: ${knownCauses[cause].title}`;
  if (detail === 'bare') return [head];
  return [
    head,
    `  ${why}`,
    ...commandLines('  check', check, detail),
    ...(detail === 'full' ? commandLines('  fix', fix, detail) : []),
  ];
}

function reportCause(each: Cause, detail: Detail) {
  if (detail === 'full') return each;
  const { cause, basis, why, check } = each;
  return detail === 'brief' ? { cause, basis, why, check } : { cause, basis };
}

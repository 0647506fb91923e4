import { oneLine } from '../../model/quote.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { GateFinding } from './checkReport.ts';
import { type Style, wrapped } from './style.ts';

/** The effect of a fact, if its words don't show it. */
const effects: Readonly<Record<Evidence['effect'], string>> = {
  grants: '+ ',
  denies: '- ',
  missing: '- ',
  ignored: 'does not count: ',
  'not-read': 'not read: ',
  assumed: 'assumed: ',
  states: '',
};

/** All facts behind the verdicts, step by step, each once for the group. */
export function proofOf(group: readonly GateFinding[], style: Style): readonly string[] {
  const rows = group.flatMap(({ target, evidence }) => [
    ...(target ? [['target', `${target.name}, from: ${target.why}`] as const] : []),
    ...evidence.map(
      ({ step, effect, fact }) => [step === 'puller' ? 'who pulls' : step, `${effects[effect]}${fact}`] as const,
    ),
  ]);
  const code = group.flatMap(({ planned }) => {
    if (planned === undefined) return [];
    const { program, values, grant, now } = planned;
    const world = values.length > 0 ? `${program} with ${values.join(', ')}` : program;
    const place = grant === null ? [] : [['grant', `${grant.address}, ${grant.file}:${grant.line}`] as const];
    return [['code', world] as const, ...place, ...(now === null ? [] : [['today', now] as const])];
  });
  const sure = group.flatMap(({ assumptions }) =>
    assumptions.map(({ howToMakeSure }) => ['make sure', howToMakeSure] as const),
  );
  const once = new Map([...rows, ...code, ...sure].map(row => [row.join('\0'), row]));
  return [...once.values()].flatMap(([name, fact]) =>
    wrapped(oneLine(fact), `      ${name.padEnd(10)}  `, style, ' '.repeat(18)),
  );
}

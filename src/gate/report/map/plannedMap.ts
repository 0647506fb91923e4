import { oneLine } from '../../../model/quote.ts';
import { isOnceDeployed } from '../../../model/verdict.ts';
import { accessOfCode } from '../../../workspace/planned/accessOfCode.ts';
import type { Examined } from '../../examineAll.ts';
import { painter, type Style, widthsOf, wrapped } from '../style.ts';

/** The result of `acr-pull map --planned`: who may pull from the registries of infrastructure code, once it is deployed. */
export type PlannedMap = ReturnType<typeof reportPlannedMap>;

export function reportPlannedMap(examined: readonly Examined[], now: Date) {
  const pulls = examined.flatMap(({ workspace: { worlds, show }, map }) =>
    accessOfCode(worlds, { now, read: map }).map(
      ({ program, values, runtime, registry, finding: { target, verdict } }) => {
        const { outcome, cause, message, planned, puller } = verdict;
        const grant = planned?.mistake?.grant ?? planned?.grant ?? null;
        const place = grant === null ? null : show(grant);
        return {
          program,
          values,
          runtime: { address: runtime.address, name: target?.name ?? runtime.label, kind: target?.kind ?? null },
          registry: { address: registry.address, name: registry.label, outside: registry.isExisting },
          puller: puller?.name ?? null,
          outcome,
          onceDeployed: isOnceDeployed(verdict),
          cause,
          message,
          grant:
            grant === null || place === null ? null : { address: grant.address, file: place.file, line: place.line },
        };
      },
    ),
  );
  return { pulls };
}

const colors = { allowed: 'green', denied: 'red', unknown: 'yellow' } as const;

/** A row for each cluster or app and registry, by program. */
export function plannedMapText({ pulls }: PlannedMap, style: Style): string {
  if (pulls.length === 0) return 'No infrastructure code here makes a cluster or an app beside a registry.\n';
  const paint = painter(style);
  const cellsOf = ({ runtime, registry }: PlannedMap['pulls'][number]) => [
    oneLine(runtime.name),
    oneLine(registry.name),
  ];
  const widths = widthsOf(pulls.map(cellsOf));
  const byProgram = Map.groupBy(pulls, ({ program, values }) => [program, ...values].join(', '));
  const lines = [...byProgram].flatMap(([program, rows]) => [
    oneLine(program),
    ...rows.flatMap(row => {
      const [who = '', registry = ''] = cellsOf(row).map((cell, at) => cell.padEnd(widths[at] ?? 0));
      const outcome = paint(colors[row.outcome], row.outcome.padEnd('unknown'.length));
      const once = row.onceDeployed ? 'once deployed' : (row.cause ?? '');
      const at = row.grant === null ? '' : `${row.grant.file}:${row.grant.line}`;
      const head = ['', outcome, `${who} → ${registry}`, once, at]
        .filter((cell, i) => i === 0 || cell !== '')
        .join('  ');
      return row.outcome === 'allowed' ? [head] : [head, ...wrapped(oneLine(row.message), '      ', style)];
    }),
    '',
  ]);
  return lines.join('\n');
}

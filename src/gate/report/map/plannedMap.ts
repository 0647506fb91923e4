import { oneLine } from '../../../model/quote.ts';
import { isOnceDeployed } from '../../../model/verdict.ts';
import { accessOfCode, leftOutIn, registriesIn, runtimesIn } from '../../../workspace/planned/accessOfCode.ts';
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
  const all = examined.flatMap(({ workspace: { worlds } }) => worlds);
  const named = all.flatMap(world => registriesIn(world).map(({ address }) => `${world.world.program} ${address}`));
  return {
    pulls,
    /** How many registries the code makes or names, and how many clusters and apps it makes. */
    registries: new Set(named).size,
    runtimes: all.flatMap(world => runtimesIn(world)).length,
    leftOut: all.flatMap(leftOutIn),
  };
}

const colors = { allowed: 'green', denied: 'red', unknown: 'yellow' } as const;

/** A row for each cluster or app and registry, by program. */
export function plannedMapText({ pulls, registries, runtimes, leftOut }: PlannedMap, style: Style): string {
  const paint = painter(style);
  const cellsOf = ({ runtime, registry }: PlannedMap['pulls'][number]) => [
    oneLine(runtime.name),
    oneLine(registry.name),
  ];
  const widths = widthsOf(pulls.map(cellsOf));
  const byProgram = Map.groupBy(pulls, ({ program, values }) => [program, ...values].join(', '));
  const without = leftOut.map(({ address, program, parameter }) => {
    const why = parameter === undefined ? 'by its values' : `by the default of ${oneLine(parameter)}`;
    return `Left out of ${oneLine(program)} ${why}: ${oneLine(address)}`;
  });
  if (pulls.length === 0 && registries > 0 && runtimes > 0)
    return [
      'With the values that are known, no registry of the infrastructure code here could be judged: a part of it is open.',
      ...without,
      '',
    ].join('\n');
  if (pulls.length === 0) {
    const missing =
      runtimes === 0 ? 'makes a cluster or an app' : 'makes or names a registry for its clusters and apps';
    const none = registries + runtimes === 0 ? 'makes or names a registry, a cluster or an app' : missing;
    return [`With the values that are known, no infrastructure code here ${none}.`, ...without, ''].join('\n');
  }
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
  return [...lines.slice(0, -1), ...without, ''].join('\n');
}

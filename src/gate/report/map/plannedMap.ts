import { REGISTRY_TYPE } from '../../../access/ids.ts';
import type { PlannedWorld } from '../../../access/planned/plannedWorld.ts';
import { isAzureHost } from '../../../model/host.ts';
import { oneLine } from '../../../model/quote.ts';
import { isOnceDeployed } from '../../../model/verdict.ts';
import type { RegistryEntry } from '../../../model/workload.ts';
import { accessOfCode, leftOutIn, registriesIn, runtimesIn } from '../../../workspace/planned/accessOfCode.ts';
import { leftOutOf } from '../../../workspace/planned/leftOut.ts';
import type { Examined } from '../../examineAll.ts';
import { painter, type Style, widthsOf, wrapped } from '../style.ts';

/**
 * The result of `acr-pull map --planned`: who may pull from the registries of infrastructure code, once it is deployed.
 */
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
    /** The number of registries that the code makes or names, and of clusters and apps that it makes. */
    registries: new Set(named).size,
    runtimes: all.flatMap(world => runtimesIn(world)).length,
    leftOut: all.flatMap(leftOutIn),
    apps: appsIn(examined),
  };
}

/**
 * Apps of code with an image, by the kind of their registry. Code that grants nothing is not evaluated. So an app in it
 * is in no world.
 */
function appsIn(examined: readonly Examined[]) {
  const registries = examined.flatMap(({ workspace: { references, worlds } }) =>
    references.flatMap(reference => {
      const { workload, image } = reference;
      const isApp = 'declaredAt' in workload && workload.declaredAt !== undefined;
      if (!isApp || leftOutOf(reference, worlds) !== undefined || image.kind !== 'image') return [];
      const hosts = [image.registry, ...('registries' in workload ? serversIn(workload) : [])];
      // a registry that the values leave out does not count
      if (hosts.includes(undefined)) return worlds.some(leavesOutRegistry) ? ['other' as const] : ['open' as const];
      return hosts.some(host => host !== undefined && isAzureHost(host)) ? ['named' as const] : ['other' as const];
    }),
  );
  const count = (kind: (typeof registries)[number]) => registries.filter(each => each === kind).length;
  return { open: count('open'), named: count('named'), other: count('other') };
}

function leavesOutRegistry({ resources }: PlannedWorld): boolean {
  return resources.some(({ type, presence }) => type === REGISTRY_TYPE && presence.kind === 'no');
}

function serversIn({ registries = [] }: { readonly registries?: readonly RegistryEntry[] | undefined }) {
  return registries.map(({ server, open }) => (open.includes('server') ? undefined : server));
}

const colors = { allowed: 'green', denied: 'red', unknown: 'yellow' } as const;

/** A row for each cluster or app and registry, by program. */
export function plannedMapText({ pulls, registries, runtimes, leftOut, apps }: PlannedMap, style: Style): string {
  const paint = painter(style);
  const cellsOf = ({ runtime, registry }: PlannedMap['pulls'][number]) => [
    oneLine(runtime.name),
    oneLine(registry.name),
  ];
  const widths = widthsOf(pulls.map(cellsOf));
  const byProgram = Map.groupBy(pulls, ({ program, values }) => [program, ...values].join(', '));
  const without = leftOut.map(({ address, program, values, parameter }) => {
    const of = values.length === 0 ? 'its values' : `the values of ${oneLine(values.join(', '))}`;
    const why = parameter === undefined ? `by ${of}` : `by the default of ${oneLine(parameter)}`;
    return `Left out of ${oneLine(program)} ${why}: ${oneLine(address)}`;
  });
  if (pulls.length === 0)
    return [`With the values that are known, ${noneJudged({ registries, runtimes, apps })}.`, ...without, ''].join(
      '\n',
    );
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

/** Why there is no row, in a clause. */
function noneJudged({ registries, runtimes, apps }: Pick<PlannedMap, 'registries' | 'runtimes' | 'apps'>): string {
  const hasRuntimes = runtimes + apps.open + apps.named + apps.other > 0;
  if (apps.open > 0 || (registries > 0 && hasRuntimes))
    return 'no registry of the infrastructure code here could be judged: a part of it is open';
  const code = 'no infrastructure code here';
  if (apps.named > 0) return `${code} declares the registries that its apps name`;
  if (hasRuntimes) return `${code} makes or names a registry for its clusters and apps`;
  return registries > 0
    ? `${code} makes a cluster or an app`
    : `${code} makes or names a registry, a cluster or an app`;
}

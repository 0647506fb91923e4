import { redacted } from '../../access/azure/redact.ts';
import { type Snapshot, snapshotOf } from '../../access/estate/estate.ts';
import { parseArmId } from '../../access/ids.ts';
import type { Gap } from '../../access/map.ts';
import type { SnapshotProblem } from '../../access/snapshot/shapes.ts';
import { readSnapshotData } from '../../access/snapshot/snapshot.ts';
import { asJson } from '../../model/quote.ts';
import { writeNamed } from '../files/nodeFiles.ts';
import { azureHelp, openAzure } from '../terminal/liveAzure.ts';
import { note, type Terminal } from '../terminal/terminal.ts';
import { type Define, examples } from './definition.ts';

interface SnapshotOptions {
  readonly out: string;
  readonly redact?: boolean;
  readonly cloud?: string;
}

export const define: Define = (command, terminal) => {
  command
    .description(
      'Reads registries, clusters, apps, identities, networks and roles from Azure once, and saves them to a file. With the file, others can check without an account.',
    )
    .requiredOption('--out <file>', 'the file to write; - is standard output')
    .option('--redact', 'replace the IDs of subscriptions, tenants and principals with made-up ones, consistently')
    .option('--cloud <name>', 'AzureCloud (the default), AzureChinaCloud or AzureUSGovernment')
    .addHelpText(
      'after',
      `${examples('acr-pull snapshot --out access.snapshot.json', 'acr-pull snapshot --out - --redact | gzip > access.json.gz')}
${azureHelp}
Under \`gaps\`, the file lists the evidence that could not be read. It never
holds a secret.
`,
    );
  return async (options: SnapshotOptions) => {
    await snapshot(options, terminal);
    return 0;
  };
};

/** Reads Azure and writes its answers. */
export async function snapshot({ out, redact, cloud }: SnapshotOptions, terminal: Terminal): Promise<void> {
  const azure = await openAzure(cloud, terminal);
  const whole = readable(snapshotOf(await azure.everything()));
  const content = redact ? redacted(whole) : whole;
  const text = `${asJson(content, 1)}\n`;
  if (out === '-') terminal.out(text);
  else await writeNamed(out, text, terminal);
  const { resources, roleAssignments, tenants, gaps } = content;
  const counted = `${resources.length} resources and ${roleAssignments.length} role assignments of ${Object.keys(tenants).length} subscriptions`;
  note(terminal, `${counted}, with ${gaps.length} gaps`);
}

/** Each round leaves out at most 20 items. More misfits than that mean another API: the file's reader reports them. */
const mostRounds = 50;

/**
 * A file with an item that does not fit is refused, since it may be a typing error. In an answer of Azure, such an item
 * is left out, and leaves a gap.
 */
export function readable(snapshot: Snapshot): Snapshot {
  let rest = snapshot;
  for (let round = 0; round < mostRounds; round++) {
    const reading = readSnapshotData(rest, 'Azure');
    if ('map' in reading) return rest;
    rest = without(rest, reading.problems);
  }
  return rest;
}

function without(snapshot: Snapshot, problems: readonly SnapshotProblem[]): Snapshot {
  const odd = new Map(
    problems.toReversed().flatMap(({ path: at, message }) => {
      const item = /^\$\.\w+\[\d+\]/.exec(at)?.[0];
      return item === undefined ? [] : [[item, message] as const];
    }),
  );
  const gaps: Gap[] = [];
  const fitting = (what: (typeof lists)[number]) => {
    const items = snapshot[what].filter(({ id }, i) => {
      const why = odd.get(`$.${what}[${i}]`);
      const scope = typeof id === 'string' && parseArmId(id) ? id : '/';
      if (why !== undefined) gaps.push({ what, scope, why });
      return why === undefined;
    });
    return [what, items] as const;
  };
  return { ...snapshot, ...Object.fromEntries(lists.map(fitting)), gaps: [...snapshot.gaps, ...gaps] };
}

const lists = [
  'resources',
  'roleAssignments',
  'roleEligibilityScheduleInstances',
  'roleDefinitions',
  'denyAssignments',
  'credentials',
] as const satisfies readonly (keyof Snapshot)[];

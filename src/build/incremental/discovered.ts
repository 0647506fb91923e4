// Most edits change images, and nothing about senders. After such an edit, the deployments of the last discovery are
// used again. Then a keystroke need not go through all files of the workspace.
import { textAt } from '../../read/source/lift.ts';
import type { Sender } from '../delivery/sender.ts';
import { maySend } from '../delivery/senders.ts';
import type { BuiltDeployment } from '../deployment.ts';
import type { DiscoveryLookUps } from '../discovery/clusterObjects.ts';
import type { DeploymentsById } from '../discovery/discover.ts';
import type { FileBeginning } from '../discovery/starts.ts';
import { FileChanges } from '../lookedAt.ts';

/** The outcome of a discovery, with all that decided it besides the files that begin something and the plan. */
export interface Discovered {
  readonly found: DeploymentsById;
  /** The senders that a deployment brings, by its id. */
  readonly sendersOf: ReadonlyMap<string, readonly Sender[]>;
  /** The facts that these senders were given. */
  readonly asked: readonly DiscoveryLookUps[];
}

/** A file with another text: its beginnings before and now. Undefined: nothing looked at the file before. */
interface Edit {
  readonly file: string;
  readonly former: FileBeginning | undefined;
  readonly now: FileBeginning;
}

/**
 * Returns whether the same deployments begin after these edits, with the same facts for their senders. `charts`: the
 * folders of charts that begin without a sender, each with its files of values that can be read.
 */
export function mayStayFound(edits: readonly Edit[], { asked }: Discovered, charts: readonly string[]): boolean {
  const changes = new FileChanges();
  for (const { file } of edits) changes.add(file, false);
  const isInChart = (file: string) => charts.some(folder => folder === '' || file.startsWith(`${folder}/`));
  return (
    edits.every(({ file, former, now }) => beginsTheSame(former, now) && !isInChart(file)) &&
    !asked.some(({ lookedAt }) => lookedAt.dependsOn(changes))
  );
}

function beginsTheSame(former: FileBeginning | undefined, now: FileBeginning): boolean {
  if (former === undefined || former.holdsValues !== now.holdsValues) return false;
  return [former, now].every(({ holdsSenders, steps }) => !holdsSenders && steps.length === 0);
}

/**
 * Returns whether two builds of a deployment send nothing, and bring objects of the same names for senders to look up.
 */
export function offersTheSame(former: BuiltDeployment, now: BuiltDeployment): boolean {
  return (
    former.size === now.size &&
    !maySend(former.declaring) &&
    !maySend(now.declaring) &&
    offeredBy(former) === offeredBy(now)
  );
}

function offeredBy({ declaring }: BuiltDeployment): string {
  const names = declaring.map(object => [textAt(object, 'metadata', 'namespace'), textAt(object, 'metadata', 'name')]);
  return JSON.stringify(names);
}

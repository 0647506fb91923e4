import type { FixReport, PlannedChange } from './fixReport.ts';

/** What a file of changes is written in. */
export type Written = 'bash' | 'powershell' | 'bicep' | 'terraform';

/** Why a change is left to a person; null: the file makes it. */
export function leftBecause(change: PlannedChange, written: Written): string | null {
  const { kind, repeatable, declared } = change;
  if (kind === undefined) return 'nothing that could be run is known to help';
  if (kind === 'correctHost' || kind === 'removeSecret')
    return 'the manifest has to be changed, which the editor offers';
  if (declared)
    return 'the manifest states it itself, and undoes at the next deployment what a command sets: change it there';
  if (!repeatable) return 'to run it again would change something again: it is for a person to do, once';
  if (written === 'bicep' || written === 'terraform') {
    return 'in a template it would have to state the whole resource; the script (--out FILE.sh) has it';
  }
  return change[written] === null ? 'its names cannot be handed to this shell' : null;
}

/** The changes that a file of this kind does not make, each with the reason. */
export function leftOver(
  { others }: FixReport,
  written: Written,
): readonly { readonly change: PlannedChange; readonly reason: string }[] {
  return others.flatMap(change => {
    const reason = leftBecause(change, written);
    return reason === null ? [] : [{ change, reason }];
  });
}

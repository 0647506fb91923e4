import type { PlannedWorld } from '../../access/planned/plannedWorld.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import { folderOf, fromRoot } from '../../model/place.ts';
import type { DeclaredResource, ProgramWorld } from '../../model/program.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';

// Apps that the code declares, and that no known set of values makes.

/** A declaration that a condition or a count leaves out. */
export interface OmittedDeclaration {
  readonly address: string;
  readonly program: string;
  /** The files with its values. Empty: it has none. */
  readonly values: readonly string[];
  /** A parameter of the root whose default leaves it out. Undefined: the values do. */
  readonly parameter: string | undefined;
}

/**
 * Returns the declaration that would make the app of a reference, if all worlds that declare it leave it out.
 * Undefined: a world makes it, none declares it, or declarations with several addresses do.
 */
export function leftOutOf(reference: ImageReference, worlds: readonly PlannedWorld[]): OmittedDeclaration | undefined {
  const declared = 'declaredAt' in reference.workload ? reference.workload.declaredAt : undefined;
  if (declared === undefined) return undefined;
  const file = declared.file ?? reference.file;
  const isApp = ({ bodyStart }: DeclaredResource) =>
    bodyStart.file === file && bodyStart.span.start === declared.span.start;
  const found = worlds.flatMap(({ world }) =>
    world.resources.flatMap(each => (isApp(each) || callsFile(each, file) ? [{ each, world }] : [])),
  );
  if (found.some(({ each }) => each.presence.kind !== 'no')) return undefined;
  // if a module is called several times, the calls around the image
  const around = found.filter(({ each }) => isWrittenIn(reference, each));
  const [first, ...others] = around.length > 0 ? around : found;
  if (first === undefined || others.some(({ each }) => each.address !== first.each.address)) return undefined;
  return leftOut(first.each, first.world);
}

export function leftOut(declared: DeclaredResource, { program, values }: ProgramWorld): OmittedDeclaration {
  const [parameter] = declared.defaultsIn([]);
  return { address: declared.address, program, values, parameter };
}

function isWrittenIn({ file, span }: ImageReference, declared: DeclaredResource): boolean {
  const whole = declared.written([]);
  return whole?.file === file && whole.span.start <= span.start && span.end <= whole.span.end;
}

/** Returns whether a declaration calls the module that consists of the file or contains it. */
function callsFile({ kind, type, place, language }: DeclaredResource, file: string): boolean {
  if (kind !== 'module') return false;
  return fromRoot(folderOf(place.file), type) === (language === 'terraform' ? folderOf(file) : file);
}

/** The finding of an app that known values don't deploy. Commands may pass other values, so it is unknown. */
export function leftOutFinding(finding: Finding, { address, program, values, parameter }: OmittedDeclaration): Finding {
  const { reference, target, verdict } = finding;
  if (verdict.outcome !== 'unknown') return finding;
  const name = 'name' in reference.workload ? reference.workload.name : undefined;
  const who = inBackticks(target?.name ?? name ?? address);
  const message =
    parameter === undefined
      ? t(
          "Can't tell whether {0} can pull this: the values of `{1}` leave out `{2}`.",
          who,
          values.join(', ') || program,
          address,
        )
      : t(
          "Can't tell whether {0} can pull this: without a value for `{1}`, its default leaves out `{2}`.",
          who,
          parameter,
          address,
        );
  return { ...finding, verdict: { ...verdict, cause: 'not-readable', message, why: undefined, fixes: [] } };
}

import { literalGlob } from '../config/globs.ts';
import { type NamedCluster, type Trait, traitNamed } from './traits.ts';
import { stemOf, wordsAndSigns, wordsWithMeaning } from './words.ts';

/** A part of a path: its text, or the trait of a cluster that it matches. */
export type PathPiece = string | { readonly trait: Trait; readonly written: string };

/** A path in steps: a folder with everything below it, or a file. */
export interface PathInPieces {
  readonly steps: readonly (readonly PathPiece[])[];
  readonly isFolder: boolean;
}

/**
 * Splits a path into steps, with the cluster's traits as pieces of their own.
 *
 * @param known the pieces of steps that are known already
 */
export function stepsInPieces(
  path: string,
  cluster: NamedCluster,
  known: (step: string, i: number) => readonly PathPiece[] | undefined = () => undefined,
): readonly (readonly PathPiece[])[] {
  const steps = path.split('/');
  return steps.map(
    (step, i) => known(step, i) ?? piecesOf(step, i === steps.length - 1 ? stemOf(step) : step, cluster),
  );
}

function piecesOf(step: string, stem: string, cluster: NamedCluster): readonly PathPiece[] {
  const words = new Set(wordsWithMeaning(stem));
  return wordsAndSigns(step).flatMap((written): readonly PathPiece[] => {
    const trait = words.has(written) ? traitNamed(written, cluster) : undefined;
    return trait === undefined ? [written] : [{ trait, written }];
  });
}

/** Splits a step that has a cluster's name, as a whole or word by word. */
export function namePieces(step: string, { traits }: NamedCluster): readonly PathPiece[] {
  const named = (written: string): PathPiece => {
    const isName = ({ of }: Trait) => of.kind === 'name' || of.kind === 'context' || of.kind === 'word';
    const trait = traits.find(each => isName(each) && each.text.toLowerCase() === written.toLowerCase());
    return trait === undefined ? written : { trait, written };
  };
  const whole = named(step);
  return typeof whole === 'string' ? wordsAndSigns(step).map(named) : [whole];
}

/** The glob of a path as it is written. */
export function globOfPath({ steps, isFolder }: PathInPieces): string {
  return literalGlob(steps.map(textOfStep).join('/')) + (isFolder ? '/**' : '');
}

export function textOfStep(step: readonly PathPiece[]): string {
  return step.map(piece => (typeof piece === 'string' ? piece : piece.written)).join('');
}

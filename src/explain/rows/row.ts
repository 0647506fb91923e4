import type { CauseId } from '../../causes/index.ts';

/** The stages of a pull, in the order in which a runtime reaches them. */
export type PullStage = 'reach' | 'authenticate' | 'authorise' | 'find' | 'after the pull';

/**
 * The kind of puller that a text's words show. `artifact`: Flux, Argo CD or Helm, for a chart or another OCI artifact.
 */
export type PullerKind =
  | 'kubernetes'
  | 'containerd'
  | 'containerApp'
  | 'containerGroup'
  | 'site'
  | 'artifact'
  | 'docker';

/** A registry that isn't Azure's: Docker Hub, one that is open to all, or another. */
export type RegistryPlace = 'hub' | 'open' | 'elsewhere';

/**
 * Causes, best first. They may depend on who pulls: `usual` is for the pullers without a list. A list for a place is
 * for registries there, where the words mean something else.
 */
export type Ranking =
  | readonly CauseId[]
  | (Readonly<Partial<Record<PullerKind | RegistryPlace, readonly CauseId[]>>> & {
      readonly usual: readonly CauseId[];
    });

/** The fields of every row. Kind and stage are given once for the rows of a file. */
interface Said {
  readonly id: string;
  /**
   * Words that registries and runtimes use for a pull only (for another business only, in rows of that kind), separated
   * by `|`. `a … b`: b follows a within the same message. Compared without white space, quotes and case, and never
   * inside a longer word: a `*` at the end allows the word to go on. Three digits are a status of HTTP.
   */
  readonly own?: string;
  /** Generic words: they need company, such as a word of pulling or the host of a registry. */
  readonly words?: string;
  /** The meaning of the words, as a sentence. */
  readonly says: string;
  /**
   * The highest weight of all matches decides. A refusal by the network (80) outweighs a missing image (60), then a
   * refused credential (50), then the anonymous attempt that follows (40). Below 25: a pull failed, without a reason.
   */
  readonly weight: number;
  /** The URL of a text that has it. */
  readonly source: string;
}

interface PullSaid extends Said {
  readonly causes: Ranking;
  /** The words mean the first cause and nothing else, whatever is known of Azure. */
  readonly sure?: true;
  /** A registry gave this answer, so it exists. If the row is sure, the registry let the caller in, too. */
  readonly isAnswer?: true;
  /** Another registry gives this answer to a caller whom it refuses, where Azure's refuses the network. */
  readonly refusesElsewhere?: true;
}

/** One row of the table in docs/errors.md. */
export interface ErrorRow extends PullSaid {
  readonly kind: 'pull' | 'other' | 'success';
  readonly stage: PullStage | null;
}

/** Rows of failed pulls that stopped at one stage. */
export function pullRows(stage: PullStage | null, rows: readonly PullSaid[]): readonly ErrorRow[] {
  return rows.map(row => ({ ...row, kind: 'pull', stage }));
}

/** Rows of other business, or of pulls that succeeded. */
export function noPulls(
  kind: 'other' | 'success',
  stage: PullStage | null,
  rows: readonly Said[],
): readonly ErrorRow[] {
  return rows.map(row => ({ ...row, kind, stage, causes: ['not-a-pull-error'] }));
}

/** The alternatives of a row's words. */
export const wordAlternatives = (words = ''): readonly string[] =>
  words
    .split('|')
    .map(phrase => phrase.trim())
    .filter(phrase => phrase !== '');

import type { CauseId } from '../model/cause.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';

/** Where a pull stopped, in the order in which a runtime goes about it. */
export type Stage = 'reach' | 'authenticate' | 'authorise' | 'find' | 'after the pull';

/** What a pasted text says. */
export interface Explanation {
  /** Whether a pull failed. A pull that failed and then succeeded has not, nor has a bare back-off row. */
  readonly pullError: boolean;
  /** As the runtime named it; null where the text names none. */
  readonly image: string | null;
  /** The host of the image's registry, lower case. */
  readonly registry: string | null;
  readonly stage: Stage | null;
  /** Best first, each with the sentence, the one confirming command and the way out. */
  readonly causes: readonly ExplainedCause[];
  /** The workspace's reference to this image; null where there is none. */
  readonly reference: ImageReference | null;
}

export interface ExplainedCause {
  readonly cause: CauseId;
  readonly why: string;
  /** One command for bash that confirms it, or rules it out; null where no command can. */
  readonly check: string | null;
  /** The least that has to change. */
  readonly fix: string;
}

/** What is known besides the text. */
export interface ExplainContext {
  /** The workspace's references, among which the image is looked up. */
  readonly references?: readonly ImageReference[];
  /**
   * The engine, with the map and the targets of whoever asks: its verdict on the image decides between causes that
   * read alike. Absent: nothing is known of Azure.
   */
  readonly examine?: (references: readonly ImageReference[]) => readonly Finding[];
  /** The resource id of the registry with this host, to fill commands in with. */
  readonly registryId?: (host: string) => string | undefined;
}

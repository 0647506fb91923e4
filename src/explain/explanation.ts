import { t } from '../model/l10n.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Target } from '../model/target.ts';
import type { Finding } from '../model/verdict.ts';
import type { ExplainedCause } from './advice/advice.ts';
import type { PullStage } from './rows/row.ts';

export type { ExplainedCause, PullStage };

/** The explanation of a pasted text. */
export interface Explanation {
  /** True if a pull failed, and did not succeed later. */
  readonly pullError: boolean;
  /** True if the text has words of a failed pull, and no word of pulling. */
  readonly isUncertain: boolean;
  /** As the runtime named it, or as a manifest has it for the pod that the text names. Null where neither is known. */
  readonly image: string | null;
  /** The host of the image's registry, lower case. */
  readonly registry: string | null;
  /** The stage that the pull reached. Null: the text doesn't show it. */
  readonly stage: PullStage | null;
  /** Facts from the text and the map, as sentences. */
  readonly known: readonly string[];
  /** Best first, each with why, the one confirming command and the fix. Empty: the text shows no failure. */
  readonly causes: readonly ExplainedCause[];
  /** The command that shows the reason, where the text doesn't have it. */
  readonly next: string | null;
  /** The workspace's reference to this image. Null where there is none. */
  readonly reference: ImageReference | null;
}

/** Facts besides the text. */
export interface ExplainContext {
  /** The workspace's references, among which the image is looked up. */
  readonly references?: readonly ImageReference[];
  /**
   * The engine, with the map and the targets of the caller: its verdict on the image decides between causes that
   * read alike. Absent: nothing is known of Azure.
   */
  readonly examine?: (references: readonly ImageReference[]) => readonly Finding[];
  /** True if a person named the target: its verdicts count then, even if the text names another puller. */
  readonly isTargetNamed?: boolean;
  /** The runtimes that the config and the map name, to fill commands in with where there is one alone. */
  readonly runtimes?: () => readonly Target[];
  /** The resource id of the registry with this host, to fill commands in with. */
  readonly registryId?: (host: string) => string | undefined;
  /** The age of the map, in words: `2 h ago`. */
  readonly mapAge?: string | undefined;
}

/** The stages of a pull, for people. */
export const stageTitles: Readonly<Record<PullStage, string>> = {
  reach: t('the registry was not reached'),
  authenticate: t('the credential was refused'),
  authorise: t('the pull was refused'),
  find: t('the image was not found'),
  'after the pull': t('after the pull'),
};

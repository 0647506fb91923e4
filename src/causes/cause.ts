export type Outcome = 'allowed' | 'denied' | 'unknown';

/** In the order of the questions: a proof reads from the registry to the image. */
export const proofSteps = ['registry', 'puller', 'tenant', 'role', 'network', 'credential', 'image'] as const;
export type ProofStep = (typeof proofSteps)[number];

/** A cause of a verdict, or one that only the text of an error shows. */
export type Cause = CauseOfVerdict | CauseOfErrorText;

export interface CauseOfVerdict extends DescribedCause {
  readonly outcome: Outcome;
  /** The beginning of a denial's sentence, if it isn't `TARGET can't pull this`. */
  readonly refusal?: (refused: RefusedPull) => string | undefined;
  /** The next step if there is no fix: a sentence without its full stop. Empty if the reason is enough. */
  readonly nextStep: string;
  /** Shows the next step even beside a fix, if it names the change that comes first or is better. */
  readonly prefersNextStep?: true;
}

export interface CauseOfErrorText extends DescribedCause {
  readonly outcome: null;
}

interface DescribedCause {
  /** Stable: people write it into configs. Its page is `docs/causes/ID.md`. */
  readonly id: string;
  /** The question that it answers. Null where no question could be asked, or where it can belong to any. */
  readonly step: ProofStep | null;
  /** For lists: a few words, lower case. */
  readonly title: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint' | 'off';
  /** Markdown: the paragraph that its page begins with. */
  readonly meaning: string;
  /** The command that confirms it, as its page has it. */
  readonly confirm: string;
  /** The best documentation of it, Microsoft's if there is any: the first source of its page. */
  readonly link: string;
}

/** The parts of a refused pull that a sentence can name. Names have no backticks except in `who`. */
interface RefusedPull {
  /** The target, ready for a sentence: `` `aks-prod` `` or `The target`. */
  readonly who: string;
  readonly host: string;
  readonly repository: string | undefined;
  /** True if it is known which identity pulls. */
  readonly puller: boolean;
}

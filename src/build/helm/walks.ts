import { t } from '../../model/l10n.ts';

/** A template stopped the rendering, as `fail` does. */
export class RenderingFailure {
  readonly message: string;
  /** True if the bound is used up, which ends the rendering. */
  readonly isFinal: boolean;

  constructor(message: string, isFinal = false) {
    this.message = message;
    this.isFinal = isFinal;
  }
}

/** The most values that a release may visit. Each step of the largest public charts visits some tens. */
const MOST_VISITS = 500_000;

/** The visits that are left to a release. */
export class Visits {
  left = MOST_VISITS;
}

let ofRelease: Visits | undefined;

/**
 * Renders within the visits of a release. A value may hold another in many places. With thirty lists, each twice in the
 * next, a walk through them, such as printing or comparing, visits a billion items.
 */
export function withinVisits<T>(visits: Visits, render: () => T): T {
  const before = ofRelease;
  ofRelease = visits;
  try {
    return render();
  } finally {
    ofRelease = before;
  }
}

export function tooManySteps(): RenderingFailure {
  return new RenderingFailure(t('rendering takes too many steps'), true);
}

/**
 * Counts a visit to a value. Throws a `RenderingFailure` if the release has no visit left. Outside of a release, it
 * never throws.
 */
export function visit(): void {
  if (ofRelease !== undefined && --ofRelease.left < 0) throw tooManySteps();
}

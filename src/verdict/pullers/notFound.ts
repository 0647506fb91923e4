import { t } from '../../model/l10n.ts';
import type { Target } from '../../model/target.ts';

/**
 * Returns the reason why a runtime that a file names is none of those that were read. Undefined: there is no name to
 * look up.
 */
export function notFoundReason({ name, lookedUp }: Target): string | undefined {
  if (lookedUp === undefined) return undefined;
  const { group } = lookedUp;
  if (OPEN.test(name)) return t('only a run knows which runtime `{0}` is', name);
  if (group === undefined) {
    return t('`{0}` is not one of the runtimes that were read, or several of them have that name', name);
  }
  if (OPEN.test(group)) return t('only a run knows which resource group `{0}` is', group);
  return t('`{0}` in resource group `{1}` is not one of the runtimes that were read', name, group);
}

/** An expression or a variable. */
const OPEN = /[${]/;

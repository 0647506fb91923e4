import { createHash } from 'node:crypto';
import type { CheckReport, ReportedFinding } from './checkReport.ts';

/**
 * What a finding is recognised by when it is met again: the same image at the same place of the same document, for the
 * same target, with the same cause. Neither the line nor the tag has a part in it, so that an edit above and a new
 * version leave it as it is.
 */
export function fingerprints({ findings, suppressed }: CheckReport): ReadonlyMap<ReportedFinding, string> {
  const met = new Map<string, number>();
  return new Map(
    [...findings, ...suppressed].map(finding => {
      const what = identityOf(finding);
      const before = met.get(what) ?? 0;
      met.set(what, before + 1);
      const hash = createHash('sha256').update(before === 0 ? what : `${what}\0${before}`);
      return [finding, hash.digest('hex').slice(0, 32)];
    }),
  );
}

function identityOf({ reference, target, outcome, cause, home }: ReportedFinding): string {
  const { where, registry, repository, text } = reference;
  const image = registry !== null && repository !== null ? `${registry}/${repository}` : text;
  return [home, where, image, target?.id?.toLowerCase() ?? target?.name ?? '', outcome, cause ?? ''].join('\0');
}

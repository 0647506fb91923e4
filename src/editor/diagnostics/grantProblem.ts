import type { VerdictCause } from '../../causes/index.ts';
import { capitalised, t } from '../../model/l10n.ts';
import { imageCount } from '../../model/reference.ts';
import type { Finding, PlannedGrantPlace } from '../../model/verdict.ts';
import type { Config, Severity } from '../../workspace/config/config.ts';
import { isLouder, type Severities, severityOfFinding } from '../../workspace/severity.ts';

/** A mistake of code in a grant, for all the images that it is about. */
export interface GrantProblem {
  readonly grant: PlannedGrantPlace;
  readonly cause: VerdictCause;
  readonly severity: Exclude<Severity, 'off'>;
  readonly message: string;
  readonly findings: readonly Finding[];
}

/** One problem for each grant and mistake. What the team ignores or switches off shows at no grant either. */
export function grantProblemsOf(
  findings: readonly Finding[],
  config: Config,
  personal: Severities = {},
): readonly GrantProblem[] {
  const counting = findings.flatMap(finding => {
    const { mistake } = finding.verdict.planned ?? {};
    const severity = severityOfFinding(finding, config, personal);
    // an app that does not wait is no mistake of its grant
    if (!mistake?.grant || severity === 'off' || mistake.cause === 'pull-before-grant') return [];
    return [{ finding, severity, mistake, grant: mistake.grant }];
  });
  const groups = Map.groupBy(counting, ({ grant, mistake }) => `${grant.span.start} ${mistake.cause} ${mistake.why}`);
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const { grant, mistake } = first;
    const ofGroup = group.map(({ finding }) => finding);
    const count = imageCount(ofGroup);
    const about = count === 1 ? t('1 image') : t('{0} images', count);
    return [
      {
        grant,
        cause: mistake.cause,
        severity: atGrant(
          mistake.cause,
          group.map(({ severity }) => severity),
        ),
        message: t('{0} ({1})', capitalised(mistake.why), about),
        findings: ofGroup,
      },
    ];
  });
}

/** The pull may be unknown, and the mistake of the grant is none the less one: a warning. */
function atGrant(cause: VerdictCause, severities: readonly Severity[]): GrantProblem['severity'] {
  const least = cause === 'grant-switched-off' ? 'information' : 'warning';
  const loudest = severities.reduce((one, other) => (isLouder(other, one) ? other : one), least);
  return loudest === 'off' ? least : loudest;
}

import { causes } from '../../causes/index.ts';
import type { VerdictCause } from '../../model/cause.ts';
import type { Origin } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Severity } from '../../workspace/config/config.ts';
import { isLouder } from '../../workspace/severity.ts';

/** What there is to say of one reference, for all its targets together: one squiggle, one sentence. */
export interface ReferenceProblem {
  readonly reference: ImageReference;
  readonly severity: Exclude<Severity, 'off'>;
  /** The loudest finding's. */
  readonly cause: VerdictCause;
  readonly message: string;
  /** The findings worth fixing, the loudest first. */
  readonly findings: readonly Finding[];
  readonly related: readonly Origin[];
}

/** One problem for each reference of a file about which there is something to say. */
export function problemsOf(
  findings: readonly Finding[],
  severityOf: (finding: Finding) => Severity,
): readonly ReferenceProblem[] {
  const byReference = Map.groupBy(findings, finding => finding.reference);
  return [...byReference.values()].flatMap(ofOneReference => problemOf(ofOneReference, severityOf) ?? []);
}

function problemOf(
  findings: readonly Finding[],
  severityOf: (finding: Finding) => Severity,
): ReferenceProblem | undefined {
  const shown = findings
    .map(finding => ({ finding, severity: severityOf(finding) }))
    .filter(({ severity }) => severity !== 'off')
    .sort(
      (one, other) => Number(isLouder(other.severity, one.severity)) - Number(isLouder(one.severity, other.severity)),
    );
  const loudest = shown[0];
  if (!loudest || loudest.severity === 'off' || loudest.finding.verdict.cause === null) return undefined;
  const worthFixing = shown.map(({ finding }) => finding);
  return {
    reference: loudest.finding.reference,
    severity: loudest.severity,
    cause: loudest.finding.verdict.cause,
    message: messageOf(findings, worthFixing),
    findings: worthFixing,
    related: relatedOf(worthFixing),
  };
}

/**
 * The verdict's own sentence where one verdict says it all. Otherwise where it works and where it doesn't:
 * "Pulls on `aks-dev`; refused on `aks-prod` (not attached) and `aks-eu` (registry firewall doesn't allow 20.61.4.7)."
 */
export function messageOf(findings: readonly Finding[], worthSaying: readonly Finding[] = findings): string {
  const [first, ...more] = worthSaying.length > 0 ? worthSaying : findings;
  if (!first) return '';
  const oneSentence = more.every(finding => finding.verdict.message === first.verdict.message);
  if (oneSentence && (findings.length === worthSaying.length || findings.length === 1)) return first.verdict.message;

  const on = (outcome: Finding['verdict']['outcome']) =>
    findings.filter(finding => finding.verdict.outcome === outcome);
  const parts = [
    listOf('pulls on', on('allowed')),
    listOf('refused on', on('denied')),
    listOf("can't tell for", on('unknown')),
  ].filter(part => part !== '');
  const sentence = parts.join('; ');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function listOf(lead: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const byReason = Map.groupBy(findings, reasonOf);
  const phrases = [...byReason].map(([reason, together]) => {
    const names = inWords(together.map(nameOf));
    return reason === '' ? names : `${names} (${reason})`;
  });
  return `${lead} ${inWords(phrases)}`;
}

function nameOf({ target }: Finding): string {
  return target ? `\`${target.name}\`` : 'an unnamed target';
}

function reasonOf({ verdict }: Finding): string {
  return verdict.cause === null ? '' : causes[verdict.cause].title;
}

function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Places that decide it, each once: those of the verdicts, then those that had a part in the name. */
function relatedOf(findings: readonly Finding[]): readonly Origin[] {
  const all = findings.flatMap(({ verdict, reference }) => [...verdict.related, ...reference.origins]);
  const byPlace = new Map(all.map(origin => [`${origin.file}:${origin.span.start}:${origin.role}`, origin]));
  return [...byPlace.values()];
}

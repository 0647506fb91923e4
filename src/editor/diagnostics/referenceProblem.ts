import { causes, type VerdictCause } from '../../causes/index.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import type { Origin } from '../../model/place.ts';
import { visible } from '../../model/quote.ts';
import { byImage, type ImageReference } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Severity } from '../../workspace/config/config.ts';
import { byNeed, isLouder } from '../../workspace/severity.ts';
import { marks } from '../hover/markdown.ts';
import { hostOf } from '../tree/seen.ts';

/** The problem of one reference, for all its targets together: one squiggle, one sentence. */
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
  return byImage(findings).flatMap(([, ofOne]) => problemOf(ofOne, severityOf) ?? []);
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
  const [loudest] = shown;
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
 * Image and reason first, since lists cut the end off: "checkout:2.4: not attached on `aks-prod`, registry firewall on
 * `aks-eu`; pulls on `aks-dev`." Below it the verdict's own sentence, where it is the same for all targets.
 */
export function messageOf(findings: readonly Finding[], worthSaying: readonly Finding[]): string {
  const [first, ...more] = worthSaying;
  if (!first) return '';
  const on = (outcome: Finding['verdict']['outcome']) => {
    const byReason = Map.groupBy(
      findings.filter(({ verdict }) => verdict.outcome === outcome),
      reasonOf,
    );
    return [...byReason].map(([reason, together]) => placed(reason, outcome, together)).join(', ');
  };
  const parts = [on('denied'), on('unknown'), on('allowed')].filter(part => part !== '');
  const headline = `${imageOf(first)}: ${parts.join('; ')}.`;
  const { message } = first.verdict;
  return more.every(finding => finding.verdict.message === message) ? `${headline}\n${message}` : headline;
}

function placed(reason: string, outcome: Finding['verdict']['outcome'], findings: readonly Finding[]): string {
  const names = inWords(findings.flatMap(({ target }) => (target ? [inBackticks(target.name)] : [])));
  const works = reason === '' ? t('pulls') : t('pulls, but {0}', reason);
  const what = outcome === 'allowed' ? works : reason;
  return names === '' ? what : t('{0} on {1}', what, names);
}

/** Without the registry: `shop/checkout:2.4`. */
function imageOf({ reference: { text } }: Finding): string {
  return text.slice(text.indexOf('/') + 1);
}

function reasonOf({ verdict }: Finding): string {
  return verdict.cause === null ? '' : causes[verdict.cause].title;
}

function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : t('{0} and {1}', words.slice(0, -1).join(', '), words.at(-1) ?? '');
}

/** Places that decide it, each once: those of the verdicts, then those that had a part in the name. */
function relatedOf(findings: readonly Finding[]): readonly Origin[] {
  const all = findings.flatMap(({ verdict, reference }) => [...verdict.related, ...reference.origins]);
  const byPlace = new Map(all.map(origin => [`${origin.file}:${origin.span.start}:${origin.role}`, origin]));
  return [...byPlace.values()];
}

/** A reference's targets in a line, the refused first: `prod ✗ not attached · dev ✓ · staging ✓`; empty where no target is known. */
export function matrixOf(findings: readonly Finding[]): string {
  const cells = [...findings].sort(byNeed).flatMap(({ target, verdict: { outcome, cause }, ignored }) => {
    if (!target) return [];
    const mark = marks[outcome];
    if (ignored !== null) return [`${target.name} ${mark} ${t('ignored')}`];
    const why = outcome === 'allowed' || cause === null ? '' : ` ${causes[cause].title}`;
    return [`${target.name} ${mark}${why}`];
  });
  const shown = cells.slice(0, most);
  const rest = cells.length - shown.length;
  // VS Code shows `$(name)` as an icon, and a lens is one line.
  const text = [...shown, ...(rest > 0 ? [t('{0} more', rest)] : [])].join(' · ');
  return visible(text.replaceAll('$(', '$ ('));
}

/** More would not fit on a line. */
const most = 6;

/** Names the gap behind an unknown verdict: one for each registry, however many images it has. Undefined for other verdicts. */
export function gapOf(finding: Finding): string | undefined {
  const { outcome, cause } = finding.verdict;
  return outcome === 'unknown' && finding.ignored === null ? `${cause} ${hostOf(finding)}` : undefined;
}

/** In which files each gap is. The first of them by name speaks for all, so that the list of problems stays short. */
export class Gaps {
  readonly #ofFile = new Map<string, ReadonlySet<string>>();
  readonly #files = new Map<string, { first: string; readonly all: Set<string> }>();

  /** Takes in the gaps of a file. Returns the other files that begin or cease to speak for one. */
  take(file: string, gaps: ReadonlySet<string>): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const gap of new Set([...(this.#ofFile.get(file) ?? []), ...gaps])) {
      const before = this.#files.get(gap)?.first;
      if (gaps.has(gap)) this.#add(gap, file);
      else this.#remove(gap, file);
      const after = this.#files.get(gap)?.first;
      if (before === after) continue;
      for (const speaker of [before, after]) if (speaker !== undefined && speaker !== file) changed.add(speaker);
    }
    if (gaps.size > 0) this.#ofFile.set(file, gaps);
    else this.#ofFile.delete(file);
    return changed;
  }

  speaks(file: string, gap: string): boolean {
    return this.#files.get(gap)?.first === file;
  }

  #add(gap: string, file: string): void {
    const known = this.#files.get(gap) ?? { first: file, all: new Set() };
    known.all.add(file);
    known.first = earlier(known.first, file);
    this.#files.set(gap, known);
  }

  #remove(gap: string, file: string): void {
    const known = this.#files.get(gap);
    if (!known?.all.delete(file)) return;
    const [some] = known.all;
    if (some === undefined) this.#files.delete(gap);
    else if (known.first === file) known.first = [...known.all].reduce(earlier);
  }
}

function earlier(one: string, other: string): string {
  return other < one ? other : one;
}

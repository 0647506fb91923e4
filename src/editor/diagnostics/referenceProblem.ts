import type { VerdictCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import type { Origin } from '../../model/place.ts';
import { visible } from '../../model/quote.ts';
import { byImage, type ImageReference } from '../../model/reference.ts';
import type { Finding, Outcome } from '../../model/verdict.ts';
import { headlineOf, shortReason } from '../../verdict/headline.ts';
import type { Severity } from '../../workspace/config/config.ts';
import { byNeed, isLouder } from '../../workspace/severity.ts';
import { referenceHost } from '../findings/seen.ts';
import { marks } from '../page/markdown.ts';

/** The problem of one reference, for all its targets together: one squiggle, one sentence. */
export interface ReferenceProblem {
  readonly reference: ImageReference;
  readonly severity: Exclude<Severity, 'off'>;
  /** The loudest finding's. */
  readonly cause: VerdictCause;
  /** The message for this reference and so many more with the same causes. */
  message(more: number): string;
  /** The findings worth fixing, the loudest first. */
  readonly findings: readonly Finding[];
  readonly related: readonly Origin[];
}

/** One problem for each reference of a file with a finding that is worth showing. */
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
    message: more => messageOf(findings, worthFixing, more),
    findings: worthFixing,
    related: relatedOf(worthFixing),
  };
}

/** The headline of all targets. Below it the verdict's own sentence, where it is the same for all. */
export function messageOf(findings: readonly Finding[], worthSaying: readonly Finding[], more = 0): string {
  const [first, ...others] = worthSaying;
  if (!first) return '';
  const headline = `${headlineOf(findings, more)}.`;
  const { message } = first.verdict;
  return others.every(finding => finding.verdict.message === message) ? `${headline}\n${message}` : headline;
}

/** Places that decide it, each once: those of the verdicts, then those that had a part in the name. */
function relatedOf(findings: readonly Finding[]): readonly Origin[] {
  const all = findings.flatMap(({ verdict, reference }) => [...verdict.related, ...reference.origins]);
  const byPlace = new Map(all.map(origin => [`${origin.file}:${origin.span.start}:${origin.role}`, origin]));
  return [...byPlace.values()];
}

/**
 * Returns whether a reference ends with the slash behind its registry: the completion of its repository opens there.
 */
export function endsBehindRegistry({ text }: Pick<ImageReference, 'text'>): boolean {
  return /^[^/\s]+\/$/.test(text);
}

/**
 * A reference's targets in a line, the refused first: `prod ✗ not attached · dev ✓ · staging ✓`. Of many, counts come
 * first: `✗ 10 · ✓ 20 · aks-a ✗ not attached · …`. Empty where no target is known.
 */
export function matrixOf(findings: readonly Finding[]): string {
  const sorted = [...findings].filter(({ target }) => target !== null).sort(byNeed);
  const cells = sorted.map(({ target, verdict, ignored }) => {
    const { outcome, cause } = verdict;
    const name = target?.name ?? '';
    if (ignored !== null) return `${name} ${marks[outcome]} ${t('ignored')}`;
    const why = outcome === 'allowed' || cause === null ? '' : ` ${shortReason(verdict)}`;
    return `${name} ${marks[outcome]}${why}`;
  });
  const rest = cells.length - most;
  const counts = rest > 0 ? [countsOf(sorted)] : [];
  // VS Code shows `$(name)` as an icon, and a lens is one line.
  const text = [...counts, ...cells.slice(0, most), ...(rest > 0 ? [t('{0} more', rest)] : [])].join(' · ');
  return visible(text.replaceAll('$(', '$ ('));
}

/** More names are harder to read than their count. */
const most = 3;

/**
 * Asks for the target of an image that has none. Only the manifests of Kubernetes are deployed to what pulls their
 * images.
 */
export function targetQuestion({ format, workload }: Pick<ImageReference, 'format' | 'workload'>): string {
  if (format === 'dockerfile') return t('Base image: who builds this? Choose…');
  return workload.platform === 'kubernetes' ? t('Where is this deployed? Choose…') : t('Who pulls this? Choose…');
}

/** `✗ 10 · ? 1 · ✓ 20` */
function countsOf(findings: readonly Finding[]): string {
  const counted = outcomes.map(outcome => ({
    outcome,
    count: findings.filter(({ verdict, ignored }) => ignored === null && verdict.outcome === outcome).length,
  }));
  return counted.flatMap(({ outcome, count }) => (count > 0 ? [`${marks[outcome]} ${count}`] : [])).join(' · ');
}

const outcomes = ['denied', 'unknown', 'allowed'] as const satisfies readonly Outcome[];

/**
 * Names the gap behind an unknown verdict: one for each registry, however many images it has. Undefined for other
 * verdicts.
 */
export function gapOf(finding: Finding): string | undefined {
  const { outcome, cause } = finding.verdict;
  return outcome === 'unknown' && finding.ignored === null ? `${cause} ${referenceHost(finding)}` : undefined;
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

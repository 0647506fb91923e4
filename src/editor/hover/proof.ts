import type { AccessMap } from '../../access/map.ts';
import { proofSteps } from '../../causes/cause.ts';
import type { AssumptionId } from '../../model/assumption.ts';
import type { Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import { fenceForMarkdown } from '../../model/quote.ts';
import type { Evidence, Finding, ProofStep } from '../../model/verdict.ts';
import { assumptions } from '../../verdict/assumptions.ts';
import { shortReason } from '../../verdict/headline.ts';
import { byNeed } from '../../workspace/severity.ts';
import { commands } from '../ids.ts';
import {
  bold,
  code,
  commandLink,
  escaped,
  link,
  markdownSentence,
  marks,
  plain,
  portalLink,
} from '../page/markdown.ts';
import type { Line } from '../page/page.ts';

export interface ProofContext {
  readonly map: AccessMap | undefined;
  readonly shell: 'bash' | 'powershell';
  /** The line of the image, for a page whose links run commands. Undefined for a text that leaves the editor. */
  readonly line: Line | undefined;
}

/** The full proof of one image for all its targets, in Markdown. */
export function proofText(findings: readonly Finding[], context: ProofContext): string {
  const { map, line } = context;
  const [first] = findings;
  if (!first) return `${t('This image is no longer in the manifest.')}\n`;
  const { file, where, text } = first.reference;
  const blocks = [...findings].sort(byNeed).map(finding => block(finding, context));
  const place = line ? commandLink(line.title, commands.goToLine, { subject: { line } }) : code(file);
  return [`# ${code(text)}`, `${place} · ${escaped(where)}`, ...blocks, originOf(findings, map)].join('\n\n');
}

function block(finding: Finding, { map, shell, line }: ProofContext): string {
  const { target, verdict, ignored } = finding;
  const unread = verdict.evidence.filter(({ effect }) => effect === 'not-read');
  const others = verdict.evidence.filter(({ effect }) => effect !== 'not-read');
  const rows = [
    ...(target
      ? [`- ${bold(t('Target'))} ${escaped(target.name)}, ${t('from: {0}', markdownSentence(target.why))}`]
      : []),
    ...proofSteps.flatMap(step => stepRows(step, others, map)),
    ...(unread.length > 0 ? [`- ${bold(t('Not read'))} ${unread.map(fact => factOf(fact, map)).join(' · ')}`] : []),
  ];
  return [
    `## ${marks[verdict.outcome]} ${target ? escaped(target.name) : t('Target unknown')}${causeOf(verdict, line !== undefined)}`,
    markdownSentence(verdict.message),
    ...(ignored === null ? [] : [t('Ignored: {0}', escaped(ignored))]),
    rows.join('\n'),
    ...(verdict.assumptions.length > 0 ? [verdict.assumptions.map(assumptionOf).join('\n')] : []),
    ...(ignored === null && verdict.cause !== null ? verdict.fixes.map(fix => fixOf(fix, shell)) : []),
  ].join('\n\n');
}

/** The reason in a few words, which leads to the page of the cause. */
function causeOf(verdict: Finding['verdict'], isLinked: boolean): string {
  const { cause } = verdict;
  if (cause === null) return '';
  const reason = shortReason(verdict);
  return ` · ${isLinked ? commandLink(reason, commands.openCausePage, cause) : escaped(reason)}`;
}

const stepNames: Readonly<Record<ProofStep, string>> = {
  registry: t('Registry'),
  puller: t('Who pulls'),
  tenant: t('Tenant'),
  role: t('Role'),
  network: t('Network'),
  credential: t('Credential'),
  image: t('Image'),
};

/** The fact that decides a step is on the line of its name. The others are below it. */
function stepRows(step: ProofStep, evidence: readonly Evidence[], map: AccessMap | undefined): readonly string[] {
  const facts = evidence.filter(fact => fact.step === step).sort((one, other) => weight(one) - weight(other));
  return facts.map((fact, i) => {
    const lead = i === 0 ? `- ${bold(stepNames[step])} ` : '    - ';
    return `${lead}${mark(fact)}${factOf(fact, map)}`;
  });
}

function weight({ effect, step, id }: Evidence): number {
  if (step === 'puller') return id === null ? 1 : 0;
  return { denies: 0, missing: 1, grants: 2, states: 3, assumed: 4, ignored: 5, 'not-read': 6 }[effect];
}

/** `–` marks a fact that was considered and does not count, `~` one that is assumed. */
function mark({ effect }: Evidence): string {
  return { grants: '✓ ', denies: '✗ ', missing: '✗ ', ignored: '– ', assumed: '~ ', 'not-read': '', states: '' }[
    effect
  ];
}

function factOf({ fact, id, step, effect }: Evidence, map: AccessMap | undefined): string {
  const registry = step === 'registry' && id !== null ? map?.registryById(id) : undefined;
  const location = registry?.location === undefined ? '' : ` · ${escaped(registry.location)}`;
  // Facts about the registry itself need no second link to it.
  const isElsewhere = step !== 'network' && effect !== 'missing';
  const address = id !== null && map && isElsewhere ? portalLink(id, map) : undefined;
  return `${markdownSentence(fact)}${location}${address === undefined ? '' : ` ${link(t('portal'), address)}`}`;
}

/** States the assumption, why it is safe, and how to make sure. */
function assumptionOf(id: AssumptionId): string {
  const { assumed, whySafe, howToMakeSure } = assumptions[id];
  const how = t('To make sure: {0}', markdownSentence(`${howToMakeSure}.`));
  return `- ${bold(t('Assumed'))} ${markdownSentence(`${assumed}.`)} ${markdownSentence(whySafe)} ${how}`;
}

function fixOf(fix: Fix, shell: 'bash' | 'powershell'): string {
  const command = fix[shell];
  const title = `${bold(t('Fix'))} ${escaped(plain(fix.title))}`;
  return command === null ? title : `${title}\n\n${fenceForMarkdown(command, shell === 'bash' ? 'sh' : 'powershell')}`;
}

const getAccess = `${t('ACR Pull: Check Images Against Azure')}…`;

/** Returns the advice for a person where nothing was read from Azure. */
function withoutMap(findings: readonly Finding[]): string {
  return findings.some(({ verdict }) => verdict.planned !== undefined)
    ? t('By this code alone. To add what is there today, run “{0}”.', getAccess)
    : t('To check this image, run “{0}”.', getAccess);
}

function originOf(findings: readonly Finding[], map: AccessMap | undefined): string {
  if (!map) return withoutMap(findings);
  const moment = Date.parse(map.readAt ?? '');
  if (Number.isNaN(moment)) return t("Access from {0}, which doesn't say when it was made", code(map.origin));
  // An age would be out of date while the page stays open.
  const [day = '', time = ''] = new Date(moment).toISOString().split('T');
  return t('Access from {0}, read on {1} at {2} UTC', code(map.origin), day, time.slice(0, 5));
}

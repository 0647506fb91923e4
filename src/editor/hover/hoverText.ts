import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { type Evidence, type Finding, isOnceDeployed } from '../../model/verdict.ts';
import { assumptions } from '../../verdict/assumptions.ts';
import { headlineOf, shortReason } from '../../verdict/headline.ts';
import { byNeed } from '../../workspace/severity.ts';
import { ageInWords } from '../age.ts';
import { fixAddress, imageAddressOf } from '../findings/fixAddress.ts';
import { fixOfAll } from '../findings/fixTexts.ts';
import { commands } from '../ids.ts';
import { bold, code, commandLink, escaped, inPlainText, markdownSentence, marks, plain } from '../page/markdown.ts';
import { accessSources } from '../targets/accessSources.ts';

export interface HoverContext {
  readonly uri: string;
  readonly map: AccessMap | undefined;
  readonly now: Date;
  /** The messages of the diagnostics that VS Code shows above the hover. It doesn't repeat their facts. */
  readonly shown: readonly string[];
}

/** The commands that links of a hover lead to. Markdown trusts these and no other. */
export const hoverCommands: readonly string[] = [
  commands.applyFix,
  commands.scriptForFile,
  commands.openCausePage,
  commands.showFullProof,
  ...accessSources.map(({ command }) => command),
];

/**
 * Everything about an image that fits one screen: verdict, fix, who pulls, and what decided. The refused come first.
 */
export function hoverText(findings: readonly Finding[], context: HoverContext): string {
  const sorted = [...findings].sort(byNeed);
  const [first] = sorted;
  const image = first && imageAddressOf(context.uri, first.reference);
  const all = fixOfAll(sorted);
  const lead = all?.comesFirst ? [commandLink(all.title, commands.scriptForFile, image)] : [];
  const blocks = sorted
    .slice(0, lead.length > 0 ? fewTargets : mostTargets)
    .map(finding => block(finding, context, sorted.length === 1));
  const rest = sorted.length - blocks.length;
  const more = rest === 1 ? t('1 more target.') : t('{0} more targets.', rest);
  // One paragraph for several targets: the gaps between more of them would not fit.
  const lines = [...lead, ...blocks, ...(rest > 0 ? [commandLink(more, commands.showFullProof, image)] : [])];
  return `${lines.join('  \n')}\n\n${footer(findings, context)}`;
}

const mostTargets = 5;
/** Below the script that fixes all of them. */
const fewTargets = 3;

/** `✗ aks-eu can't pull · not attached`, with a link to the cause. */
function heading({ verdict, target, ignored }: Finding): string {
  const { outcome, cause } = verdict;
  const name = target ? escaped(target.name) : '';
  const says = {
    denied: target ? t("{0} can't pull", name) : t("This can't be pulled"),
    unknown: target ? t("Can't tell whether {0} can pull", name) : t("No target: we don't know where this is deployed"),
    allowed: target ? t('{0} can pull', name) : t('This can be pulled'),
  }[outcome];
  const why = cause === null ? '' : ` · ${commandLink(shortReason(verdict), commands.openCausePage, cause)}`;
  const hidden = ignored === null ? '' : ` · ${t('ignored: {0}', escaped(ignored))}`;
  return `**${marks[outcome]} ${says}**${why}${hidden}`;
}

function block(finding: Finding, context: HoverContext, isAlone: boolean): string {
  const { verdict, ignored } = finding;
  const fixes = ignored === null && verdict.cause !== null ? verdict.fixes : [];
  const links = fixes.slice(0, isAlone ? 2 : 1).map(fix => {
    return commandLink(plain(fix.title), commands.applyFix, fixAddress(context.uri, finding, fix));
  });
  const fixLine = links.length > 0 ? [`${bold(t('Fix'))} ${links.join(' · ')}`] : [];
  if (!isAlone) return [heading(finding), ...fixLine].join(' · ');
  const { puller, evidence, assumptions: assumed } = verdict;
  const decided = decisive(evidence, verdict.outcome).filter(({ fact }) => !isShown(fact, context));
  const lines = [
    ...fixLine,
    ...(puller ? [`${bold(t('Who pulls'))} ${markdownSentence(puller.name)}`] : []),
    ...codeLine(verdict, context),
    ...(decided.length > 0
      ? [`${bold(t('Why'))} ${decided.map(({ fact }) => markdownSentence(fact)).join(' · ')}`]
      : []),
    ...(assumed.length > 0
      ? [`${bold(t('Assumed'))} ${assumed.map(id => markdownSentence(assumptions[id].assumed)).join(' · ')}`]
      : []),
  ];
  // VS Code shows the diagnostic above the hover, with a link to its cause: the same sentence twice is noise.
  const head = isShown(headlineOf([finding]), context) ? [] : [heading(finding)];
  return [...head, lines.join('  \n')].filter(text => text !== '').join('\n\n');
}

/** Returns whether a diagnostic above the hover has this text, word for word. */
function isShown(text: string, { shown }: HoverContext): boolean {
  return shown.some(message => message.includes(inPlainText(text)));
}

/** `Code main.bicep · grant pull · once deployed`, and a mistake of it. */
function codeLine(verdict: Finding['verdict'], context: HoverContext): readonly string[] {
  const { planned } = verdict;
  if (planned === undefined) return [];
  const { program, grant, mistake } = planned;
  const parts = [
    code(program),
    ...(grant === null ? [] : [t('grant {0}', code(grant.address))]),
    ...(isOnceDeployed(verdict) ? [t('once deployed')] : []),
    ...(mistake === null || isShown(mistake.why, context) ? [] : [markdownSentence(mistake.why)]),
  ];
  return [`${bold(t('Code'))} ${parts.join(' · ')}`];
}

/** At most two facts: those that refuse, could not be read, or grant, as the verdict has it. */
function decisive(evidence: readonly Evidence[], outcome: Finding['verdict']['outcome']): readonly Evidence[] {
  const effects: Readonly<Record<typeof outcome, readonly Evidence['effect'][]>> = {
    denied: ['denies', 'missing'],
    unknown: ['not-read', 'missing'],
    allowed: ['grants'],
  };
  return evidence.filter(({ effect, step }) => step !== 'image' && effects[outcome].includes(effect)).slice(0, 2);
}

function footer(findings: readonly Finding[], { uri, map, now }: HoverContext): string {
  const [first] = findings;
  const image = first && imageAddressOf(uri, first.reference);
  const proof = commandLink(t('Show full proof'), commands.showFullProof, image);
  if (!map) {
    const sources = accessSources.map(({ title, command }) => commandLink(title, command));
    const isPlanned = findings.some(({ verdict }) => verdict.planned !== undefined);
    const lead = isPlanned ? t('By this code alone. To add what is there today:') : t('To check this image:');
    return `${lead} ${sources.join(' · ')}\n\n${proof}`;
  }
  const read = map.readAt === undefined ? [] : [escaped(t('read {0}', ageInWords(map.readAt, now)))];
  return `${proof} · ${[code(map.origin), ...read].join(', ')}`;
}

import type { AccessMap } from '../../access/map.ts';
import { causes } from '../../causes/index.ts';
import type { Fix } from '../../model/fix.ts';
import type { Evidence, Finding, ProofStep } from '../../model/verdict.ts';
import { ageInWords } from '../azure/ageInWords.ts';
import { addressOf } from '../fixes/fixAddress.ts';
import { commands } from '../ids.ts';
import { bold, code, commandLink, escaped, link, sentence } from './markdown.ts';
import { portalLink } from './portal.ts';

/** What a proof is told with, besides the findings. */
export interface ProofContext {
  readonly uri: string;
  readonly map: AccessMap | undefined;
  readonly shell: 'bash' | 'powershell';
  /** Whether commands may be run here at all. */
  readonly mayRun: boolean;
  readonly now: Date;
}

/** The commands that links of a proof lead to; Markdown trusts these and no other. */
export const proofCommands: readonly string[] = [
  commands.copyFix,
  commands.runFix,
  commands.handOff,
  commands.openCausePage,
];

/** The proof of one reference for all its targets, as Markdown: what is refused first and in full. */
export function proofOf(findings: readonly Finding[], context: ProofContext): string {
  const byNeed = [...findings].sort((one, other) => rank(one) - rank(other));
  const blocks = byNeed.map((finding, i) =>
    i < inFull ? block(finding, context) : `${heading(finding)}  \n${sentence(finding.verdict.message)}`,
  );
  return [...blocks, ageOf(context)].filter(text => text !== '').join('\n\n---\n\n');
}

/** A hover is read in passing: of many targets, the first few stand for the rest. */
const inFull = 3;

function rank({ verdict, ignored }: Finding): number {
  if (ignored !== null) return 3;
  return { denied: 0, unknown: 1, allowed: 2 }[verdict.outcome];
}

const marks = { denied: '✗', unknown: '?', allowed: '✓' } as const;

function heading({ verdict: { outcome, cause }, target, ignored }: Finding): string {
  const name = target ? escaped(target.name) : 'no target';
  const says = { denied: "can't pull", unknown: 'may or may not pull', allowed: 'can pull' }[outcome];
  const why = cause === null ? '' : ` · ${commandLink(causes[cause].title, commands.openCausePage, cause)}`;
  const hidden = ignored === null ? '' : ` · ignored: ${escaped(ignored)}`;
  return `**${marks[outcome]} ${name} ${says}**${why}${hidden}`;
}

function block(finding: Finding, context: ProofContext): string {
  const { evidence } = finding.verdict;
  const unread = evidence.filter(({ effect }) => effect === 'not-read');
  const told = evidence.filter(({ effect }) => effect !== 'not-read');
  const rows = steps.flatMap(step =>
    row(
      step,
      told.filter(fact => fact.step === step),
      context,
    ),
  );
  if (finding.target)
    rows.unshift(`- ${bold('Target')} ${escaped(finding.target.name)}, chosen by: ${escaped(finding.target.why)}`);
  if (unread.length > 0) rows.push(`- ${bold('Not read')} ${unread.map(fact => factOf(fact, context)).join(' · ')}`);
  // The way out before the proof: a hover is cut off below.
  return [heading(finding), fixesOf(finding, context), rows.join('\n')].filter(text => text !== '').join('\n\n');
}

const steps: readonly ProofStep[] = ['registry', 'puller', 'tenant', 'role', 'network', 'credential', 'image'];
const stepNames: Readonly<Record<ProofStep, string>> = {
  registry: 'Registry',
  puller: 'Who pulls',
  tenant: 'Tenant',
  role: 'Role',
  network: 'Network',
  credential: 'Credential',
  image: 'Image',
};

/** One fact stands beside the name of its step; of several, the one that decides does, and the rest below it. */
function row(step: ProofStep, facts: readonly Evidence[], context: ProofContext): readonly string[] {
  const [first, ...rest] = [...facts].sort((one, other) => weight(one) - weight(other));
  if (!first) return [];
  const below = rest.map(fact => `    - ${mark(fact)}${factOf(fact, context)}`);
  return [`- ${bold(stepNames[step])} ${mark(first)}${factOf(first, context)}`, ...below];
}

function weight({ effect, step, id }: Evidence): number {
  if (step === 'puller') return id === null ? 1 : 0;
  return { denies: 0, missing: 1, grants: 2, states: 3, ignored: 4, 'not-read': 5 }[effect];
}

/** `–` is said of what was considered and does not count. */
function mark({ effect }: Evidence): string {
  return { grants: '✓ ', denies: '✗ ', missing: '✗ ', ignored: '– ', 'not-read': '', states: '' }[effect];
}

function factOf({ fact, id, step, effect }: Evidence, { map }: ProofContext): string {
  const registry = step === 'registry' && id !== null ? map?.registryById(id) : undefined;
  const location = registry?.location === undefined ? '' : ` · ${escaped(registry.location)}`;
  // That everything else leans on the registry needs no second link to it.
  const elsewhere = step !== 'network' && effect !== 'missing';
  const address = id !== null && map && elsewhere ? portalLink(id, map) : undefined;
  return `${sentence(fact)}${location}${address === undefined ? '' : ` ${link('portal', address)}`}`;
}

function fixesOf(finding: Finding, context: ProofContext): string {
  const { fixes, cause } = finding.verdict;
  if (finding.ignored !== null || cause === null || fixes.length === 0) return '';
  return [bold('Fix'), ...fixes.flatMap(fix => linksOf(finding, fix, context))].join('  \n');
}

function linksOf(finding: Finding, fix: Fix, { uri, shell, mayRun }: ProofContext): readonly string[] {
  const command = fix[shell];
  const address = addressOf(uri, finding, fix);
  const ways = [
    ...(command === null ? [] : [commandLink('copy', commands.copyFix, command)]),
    ...(command === null || fix.change === null || !mayRun
      ? []
      : [commandLink('run in terminal…', commands.runFix, address)]),
    ...(fix.change === null ? [] : [commandLink('text for an administrator', commands.handOff, address)]),
  ];
  return [`${sentence(fix.title)}${ways.length > 0 ? ` — ${ways.join(' · ')}` : ' (in the menu of quick fixes)'}`];
}

function ageOf({ map, now }: ProofContext): string {
  if (!map) return 'Nothing is known of Azure here: choose an access snapshot.';
  const read = map.readAt === undefined ? 'read at an unknown time' : `read ${ageInWords(map.readAt, now)}`;
  return `Access as in ${code(map.origin)}, ${read}`;
}

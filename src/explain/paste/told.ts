import type { Match } from '../signature.ts';
import { isInCode, looksLikeCode } from './code.ts';
import {
  alert,
  amount,
  challenge,
  changed,
  compared,
  explaining,
  guide,
  hypothetical,
  inChangeLog,
  inCommit,
  inDiff,
  inRule,
  inTest,
  isEntry,
  isLinked,
  isList,
  isOfMany,
  isProse,
  isQuotedInProse,
  isRow,
  isShown,
  supposed,
  testName,
  testsCounted,
  title,
  wondering,
} from './documents.ts';
import type { Mention } from './images.ts';
import { lineEnd, lineStart, ownLineStart } from './lines.ts';

import { isInTemplate, isProgram, snapshot, specification } from './programs.ts';
import { sectionEnd, sectionStart } from './sections.ts';

/**
 * Whether a line tells of errors instead of being one: documentation, a runbook, a change log, code and rules that look
 * for the words, the names of tests. What names a host or has the form of an event happened, whatever is said around
 * it; and so did what somebody tells of himself.
 */
export function toldIn(pasted: string, text: string, mentions: readonly Mention[]): (match: Match) => boolean {
  const hosts = mentions.filter(
    // `*.azurecr.io` is no registry in particular.
    ({ host, image }) =>
      host !== undefined &&
      !/[*<>]|^azurecr\./.test(host) &&
      (image === undefined || image.includes(host) || image.includes(':')),
  );
  const isTable = /^[ \t]*\|(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*$/m.test(text);
  const isGuide = guide.test(text);
  const isOfTests = testsCounted.test(text);
  const isHypothetical = hypothetical.test(text);
  const speaksOfMany = isOfMany(text);
  const isShownThere = isShown(text);
  // A text that shows what happened may have an article in it: then the section of the error alone decides.
  const isSurvey = (start: number): boolean => {
    if (!speaksOfMany || !isShownThere) return speaksOfMany;
    const section = text.slice(sectionStart(text, start), sectionEnd(text, start, 2000));
    return isOfMany(section) && !isShown(section);
  };
  const isSnapshot = snapshot.test(text);
  const isSpecification = isSnapshot || specification.test(text);
  const isSource = isProgram(text);
  const isOneOfMany = /\n\s*\S/.test(text.trim());
  const isOfProgram = isJson(pasted);
  const told = (start: number, id: string): boolean => {
    const isAnybodys = id.startsWith('any-');
    const from = lineStart(text, start);
    const to = lineEnd(text, from);
    const line = text.slice(from, Math.min(to, from + 1200));
    const before = text.slice(Math.max(0, from - 800), from);
    const column = start - from;
    const after = text.slice(to + 1, to + 400);
    if (!isOfProgram && isInCode(line, column, before, after)) return true;
    if ((changed.test(line) && !happened.test(line)) || alert.test(line)) return true;
    // Who names the image that was not to be had speaks of no error in general.
    const isThere = (mention: Mention) => mention.start >= from && mention.start < to;
    const namesHost = hosts.some(isThere);
    const namesImage = hosts.some(mention => mention.image !== undefined && isThere(mention));
    if ((isSurvey(start) && !namesImage) || inTest(before, after)) return true;
    if (isSpecification && ((!namesImage && !event.test(line)) || isSnapshot)) return true;
    // Somebody may show the program, and what came of it.
    if (isSource && (!event.test(line) || isInTemplate(text, start))) return true;
    if (inCommit.test(before) && /^ {4}\S/.test(line)) return true;
    if (inDiff.test(before) && /^[ +-]/.test(line) && !event.test(line)) return true;
    if (amount.test(line) && !event.test(line)) return true;
    if (isOfTests && (testName.test(line.slice(0, column)) || compared.test(line))) return true;
    if (challenge.test(line)) return true;
    if (isHypothetical && !namesImage && !logged.test(line)) return true;
    if (isOfTests && !mentions.some(isThere) && !event.test(line)) return true;
    if ((isAnybodys || id === 'failed-to-pull') && isOneOfMany && !namesHost && wondering.test(line)) return true;
    if (
      ofOneself.test(line.replace(/\b(?:our|my) (?:piece|article|guide|post|page|documentation|walkthrough)\b/gi, ''))
    )
      return false;
    if (namesHost)
      return supposed.test(line.slice(0, column)) || (isProse(line) && /`[^`\n]*$/.test(line.slice(0, column)));
    if (isLinked(line, column) || isEntry(line, column) || isQuotedInProse(line, column)) return true;
    if (isRow(line, isTable) && !/\b\d\d:\d\d:\d\d\b/.test(line)) return true;
    if (inRule.test(before) && /^\s*(?:- )?\w+: /.test(line)) return true;
    if (event.test(line)) return false;
    if (inChangeLog.test(before) && /^\s*[-*] /.test(line)) return true;
    if (!isOfProgram && looksLikeCode(line, before, after)) return true;
    if ((isAnybodys || id === 'failed-to-pull') && isProse(line)) return true;
    return (
      isGuide ||
      isList(line) ||
      supposed.test(line.slice(0, column)) ||
      explaining.test(line) ||
      title.test(line) ||
      (isAnybodys &&
        !reported.test(text.slice(Math.max(ownLineStart(text, start), start - 200), Math.min(to, start + 200))) &&
        !inOutput.test(before))
    );
  };
  return ({ signature, start, end }) =>
    signature.kind === 'pull' &&
    (isInIdentifier(text, start, end) || told(start, signature.id) || told(Math.max(start, end - 1), ''));
}

/** What a program answered as a whole is no source code, whatever it looks like. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** `Fixed the name, but now: …`: behind what was done stands what came of it. */
const happened = /\b(?:now|still|failed|it|deploy)[:,] |\bfailed to pull image|error response from|\bnow no\b/i;

/** What only happens: a row of events or of a log, a request with its answer. */
const event =
  /\b\d{1,2}:\d\d:\d\d\b|trying to connect to https?:|\brpc error\b|error (?:response )?from (?:daemon|registry)|docker api responded|docker\.errors\.|^docker: |\blevel=|https?:\/\/[^\s"]+\/v2\/|^\s*(?:warning|normal)\s{2}|\baadsts\d|^\W*(?:\w+:\W*)?error: |^\W*\w{3,40}(?:error|exception): \(|\bkubelet\b[^\n]{0,40}\s{2}|\b\d+[smhd]\b[^\n]{0,20}\(x\d+|sha256:[0-9a-f]{8}/i;

/** A line of a log, which nobody makes up. */
const logged =
  /\b\d{1,2}:\d\d:\d\d\b|\brpc error\b|error response from|\blevel=|^\s*(?:warning|normal)\s{2}|^\W*failed to pull (?:and unpack )?image \W?\S+\//i;

/** `errcode.ErrManifestUnknown`: a name that a program gives. */
function isInIdentifier(text: string, start: number, end: number): boolean {
  // `[31mErrImagePull`: a colour that lost its escape on the way.
  if (/\[[\d;]{1,8}m$/.test(text.slice(Math.max(0, start - 10), start))) return false;
  if (text.slice(Math.max(0, start - 2), start) === '::') return true;
  return /^[a-z](?:[A-Z][a-z]{2,}){2,}(?:\W|$)/.test(text.slice(Math.max(0, start - 1), end + 1));
}

/** How a failure is reported, by whatever: `… failed: …`, `Error pulling …`, a status behind a request. */
const reported =
  /\b(?:error|err|fail(?:s|ed|ure)?|fatal|panic|exception|unable|cannot|could ?n[o']t|denied|refused|unauthorized|dial tcp|e[A-Z]{4,})\b[^\n]{0,200}[:([]|[:(\]] ?(?:error|eof|unexpected|failed|unauthorized|denied|dial|lookup|x509|tls)|[:(\]] ?(?:no such host|i\/o timeout|timeout|connection|net\/http)|\btimed out after\b|\b(?:read|write) tcp\b|\bfail(?:s|ed|ing)? with\b|\b(?:can[’']?t|cannot|unable to|fail(?:s|ed|ing)?(?: to)?)\b[^\n]{0,120} [-–—] \S|^\s*(?:caused by: )?[\w.$]{6,120}(?:exception|error)\b|报错|失败|错误|エラー|ошибка|^\W*(?:unexpected eof|eof)\W*$|http\/\d(?:\.\d)?"? \d{3}|^\s*(?:step \d|#\d|=>|---)/im;

/** The command that was run, or the words of its progress, stand right above. */
const inOutput =
  /(?:^|\n)(?:[^\n]{0,60}\bpulling\b[^\n]*|[^\n]*(?:(?:docker|podman|nerdctl|compose|crictl|helm|oras|skopeo|crane|az acr) [a-z])[^\n]*|step \d[^\n]*|\W{0,4}[0-9a-f]{12}: [^\n]*)\n(?:[^\n]*\n){0,6}$/i;

const ofOneself = /(?<![\w/])i(?![\w/])|\b(?:i'm|i've|we|we're|my|our|(?<!\.)us|me)\b/i;

import type { Match } from '../signature.ts';
import type { Mention } from './images.ts';

/**
 * Whether a line tells of errors instead of being one: documentation, a runbook, a change log, code and rules that look
 * for the words, the names of tests. What names a host or has the form of an event happened, whatever is said around
 * it; and so did what somebody tells of himself.
 */
export function toldIn(text: string, mentions: readonly Mention[]): (match: Match) => boolean {
  const hosts = mentions.filter(({ host, image }) => host !== undefined && (image?.includes(host) ?? true));
  const isTable = /^\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*$/m.test(text);
  const known = new Map<number, boolean>();
  const told = (start: number): boolean => {
    const from = text.lastIndexOf('\n', start - 1) + 1;
    const found = known.get(from);
    if (found !== undefined) return found;
    const newline = text.indexOf('\n', from);
    const to = newline < 0 ? text.length : newline;
    const line = text.slice(from, Math.min(to, from + 1200));
    const is = isTold(
      line,
      () => hosts.some(mention => mention.start >= from && mention.start < to),
      isTable && /^\s*\|.*\|\s*$/.test(line),
      text.slice(Math.max(0, from - 400), from),
    );
    known.set(from, is);
    return is;
  };
  return ({ signature, start, end }) => signature.kind === 'pull' && told(start) && told(Math.max(start, end - 1));
}

function isTold(line: string, namesHost: () => boolean, isRow: boolean, before: string): boolean {
  if (code.test(line) || changed.test(line) || alert.test(line)) return true;
  if (inCommit.test(before) && /^ {4}\S/.test(line)) return true;
  if (event.test(line) || namesHost()) return false;
  if (isRow || isList(line)) return true;
  return explaining.test(line) && !ofOneself.test(line);
}

/** Code, queries and searches that look for the words, and tests that are named after them. */
const code = new RegExp(
  [
    String.raw`\.(?:includes|contains|indexof|match|test|startswith|endswith|equals|deepequal|equal)\(`,
    String.raw`\bstrings\.\w+\(|\berrors\.new\(|\bcase ['"]|[!=]==? ?['"]|=~|\]\s*=\s*['"]|\bre\.compile\(`,
    String.raw`\bcontains ['"]|\bhas ['"]|^\s*\| (?:where|project)\b|\bgrep\b[^\n]*['"]|\|\s*grep\b`,
    String.raw`^\s*(?:export |public |private |static |async )*(?:(?:const|let|var)\s+\w+(?:: ?[\w<>]+)? ?=|(?:def|func|function)\s+\w+\()`,
    String.raw`^\s*(?:describe|it|test|expect|assert\w*)[.\w]*\(|^\s*\w+ = \w+\(['"]|['"]errimagepull['"]\s*[:=]`,
    String.raw`^\s*(?:\/\/\s|\/\*)|^\s*\w+ = ['"]\w+['"]\s*$|\bassert\w*\.\w+\(|\|\| echo\b`,
    String.raw`^\s*[✔✓✗✘×☑√][^\n]*\(\d+(?:\.\d+)? ?m?s\)\s*$|^\s*(?:(?:--- )?pass\b:?|ok \d+)`,
    // What `grep` prints of a source.
    String.raw`^\S+\/\S+\.(?:ts|js|go|py|md|rs|cs|java|rb|sh|ya?ml):\d+:`,
  ].join('|'),
  'i',
);

/** Commits, change logs and lists of things to do. */
const changed =
  /^\s*(?:[-*] )?(?:(?:feat|fix|chore|docs|test|refactor|perf|ci|build|style)(?:\([\w./ -]+\))?!?: (?!error)|(?:added|fixed|changed|improved|removed|closes|fixes)[: ]|todo\b|fixme\b)|^\s*(?:this|the) (?:pr|pull request|release|change|commit|patch)\b/i;

const inCommit = /(?:^|\n)commit [0-9a-f]{7,40}\n(?:[^\n]*\n){2,}$/;

const alert = /\{\{ ?\$?(?:labels|value)|\$labels\.|^\s*(?:- )?alert: |\btriggers? when\b|\bseverity: ?\w+/i;

/** What only happens: a row of events or of a log, a request with its answer. */
const event =
  /\b\d{1,2}:\d\d:\d\d\b|\brpc error\b|error response from|\blevel=|https?:\/\/[^\s"]+\/v2\/|^\s*(?:warning|normal)\s{2}|\baadsts\d|\bkubelet\b[^\n]{0,40}\s{2}|\b\d+[smhd]\b[^\n]{0,20}\(x\d+|sha256:[0-9a-f]{8}/i;

const explaining = new RegExp(
  [
    String.raw`\b(?:usually|typically|generally|commonly|often|mostly) (?:means?|indicates?|happens?|because|due|caused)`,
    String.raw`\bmeans? (?:that|the|it|your|you|kubernetes|docker|we)\b|\bindicates? (?:that|a|an|the)\b`,
    String.raw`\b(?:bedeutet|signifie|significa|quiere decir)\b|(?<!= )означает|表示|意味`,
    String.raw`(?<!check |verify |see |determine |ensure |confirm )\bif (?:you|it|the|your|a|an|there|this|that|any|pods?|docker|they)\b`,
    String.raw`\bwhen (?:a|an|the|you|your|docker|kubernetes|kubelet|it|docker pull|pulling|images?|pods?)\b|\bwhenever\b|\bin case of\b`,
    String.raw`\bfor example\b|\be\.g\.|\bsuch as\b|\b(?:common|possible|typical|likely|usual) (?:causes?|reasons?|errors?|issues?|failures?)\b`,
    String.raw`\b(?:can|may|might|could) (?:also )?(?:be caused|fail|happen|occur|mean|indicate|return)\b`,
    String.raw`\byou(?:'ll| will| may| might| can| should)?(?: \w+)? (?:see|get|receive|encounter)\b`,
    String.raw`^\W*(?:\d+\. |[qa]: (?:the )?)?(?:how (?:to|do|can)|what (?:does|is|are|causes?|happens)|why (?:does|do|is|are|would)|understanding|troubleshooting|fixing|debugging|runbook|known issue|scenario|given|then|labels)\b`,
    String.raw`\bis (?:returned|shown|raised|reported|thrown|triggered) (?:when|if|by)\b|\bis a (?:generic|common|general)\b|\bgoes into\b|\breports? \w+ first\b`,
    String.raw`\b(?:this|the) (?:error|message|status|state) (?:is|means|occurs|happens|indicates)\b|\bin this state\b`,
    String.raw`^\s*[qa]: |\bwithout it\b|\bdry.run\b|\bsimulat|\binject\b|\bretries? (?:on|when)\b|\bshould never\b|\bfailures\b`,
  ].join('|'),
  'i',
);

const ofOneself = /\b(?:i|i'm|i've|we|we're|my|our|us|me)\b/i;

const states = 'errimagepull|imagepullbackoff|invalidimagename|crashloopbackoff|createcontainer\\w*error|oomkilled';
const twoStates = new RegExp(
  `(?:${states})["'\`*]{0,3}(?: ?[/|,] ?| (?:or|and|und|oder|et|ou|y|o) )["'\`*]{0,3}(?:${states})`,
  'i',
);
const kinds = [
  /\b401\b|unauthori[sz]ed/,
  /\b403\b|forbidden|denied/,
  /\b404\b|not found|manifest unknown/,
  /\b429\b|toomanyrequests|rate limit/,
  /timeout|timed out/,
  /no such host|\bdns\b/,
  /x509|certificate|\btls\b/,
];

/** Errors in a row, of which no try gets more than one; and the quoted items of a list. */
function isList(line: string): boolean {
  if (twoStates.test(line) || /^\s*- (["'])[^"'\n]{3,60}\1$/.test(line)) return true;
  const small = line.toLowerCase();
  return /[,/;|]/.test(small) && kinds.filter(kind => kind.test(small)).length >= 4;
}

// What is written about errors, and the forms that it has: pages and their tables, change logs, differences between
// versions, rules of alerts. `told.ts` asks for them in their order.

/** A page that explains an error has headings for it; what it shows of a terminal has a host or the form of an event. */
export const guide =
  /^[^\p{L}\n]*(?:(?:common|possible|potential|typical|likely|main) )?(?:causes?|reasons|fix(?:es)?|solutions?|symptoms?|what it means|how to (?:identify|fix|diagnose)|síntomas?|causas|soluci[oó]n(?:es)?|symptome|ursachen|lösung(?:en)?|симптомы|причины|решение)[^\p{L}\n]*(?:$|:\*{0,2} )|^this error (?:is|may be|can be) returned (?:when|if)\b|^[^\p{L}\n]*runbook\b|常见错误|常見錯誤|错误码|可能原因|よくあるエラー|causes classiques|causas comunes|häufige ursachen/imu;

/** `- **ErrImagePull**: the name is wrong`: the error is what the entry of a list explains. */
export function isEntry(line: string, column: number): boolean {
  const [head = ''] =
    /^\s*(?:[-*+•]|\d+[.)])\s+(?:\*\*|`|“|")[^\n]{3,200}?(?:\*\*|`|”|")\s*(?::|：|—|–|→|=)/.exec(line) ?? [];
  if (column < head.length && head.length < line.length - 8) return true;
  if (/^\s*[-*+•] `[^`\n]+`[^\n]*: [^\n]+ (?:→|->|=>) \S/.test(line)) return true;
  // A cell of a table that holds the error and no more, with what it means beside.
  const cell = line.lastIndexOf('|', column);
  return cell >= 0 && /^\|\s*`[^`|]*`[^|]{0,20}\|\s*\S/.test(line.slice(cell));
}

/** A row of a table in Markdown: one that has code in a cell or begins with its number, or any below a head. */
export const isRow = (line: string, isTable: boolean) =>
  /^\s*\|[^|]*\|.*\|\s*$/.test(line) &&
  (isTable ||
    /\|\s*(?:<a [^>]*><\/a>)?`|^\s*\|\s*#?\d{1,3}\s*\|[^\n]*`|^\s*\|\s*\w+\s*\|\s*[A-Z][^|]*\b(?:see|means)\b[^|]*\|\s*$/.test(
      line,
    ));

/** `[Can't pull images](https://…)`: what a page is called. */
export const isLinked = (line: string, column: number) =>
  /\[[^\]]*$/.test(line.slice(0, column)) && /^[^\]]*\]\(/.test(line.slice(column));

/** A paragraph of an article: sentence upon sentence, and nothing of it happened to who writes. */
export const isProse = (line: string) =>
  line.length > 200 && (line.match(/[a-z)’'”"`]\. (?=[A-Z“"])/g)?.length ?? 0) >= 2;

/** Words in quotes within a paragraph: it tells of them. */
export const isQuotedInProse = (line: string, column: number) =>
  isProse(line) && /^[^`]*(?:`[^`]*`[^`]*)*`[^`]*$/.test(line.slice(0, column));

/** `How many pulls may I do before throttling starts?` */
export const amount = /^\W*how (?:many|much|often|long)\b[^\n?]*\?\s*$/i;

export const supposed = /^\W*if (?:you|the|it|your|a)\b|^\s*\d{1,2}[.)] +if\b|\bsuch as [`"']|\bfor example,? [`"']/i;

/** What somebody makes of what he pastes below: `Is ACR throttled?`, `I believe nodes can't get images:` */
export const wondering = /^[^\n:`"]{3,120}\?+\s*$|\bI (?:believe|think|guess|suppose)\b[^\n]{0,80}:\s*$/;

/** Nothing failed yet, as who writes says himself, or the kind of his text: a wish, a plan, a question of an exam. */
export const hypothetical =
  /^[^\w\n]*(?:feature request|exam question|proposal|rfc)\b|\bnothing (?:is|was) broken\b|\b(?:have|has) not tried it\.|\b(?:haven|hasn)'t tried it\.|\bwhat would (?:we|i|you|one) see\b|\bwhich of the following\b|\b(?:only|just) (?:documenting|curious)\b|^[^\w\n]*acceptance(?: criteria)?\b|^[^\w\n]*out of scope\b|\bas an? [\w -]{3,30},? i want\b|^estimate: |^status: (?:proposed|accepted)\b|^[^\w\n]*(?:non-goals|graduation|test plan)\b|^- \[x\] |^customer impact:|^[^\w\n]*workshop\b|^lab \d|\bis your feature request related\b|\bplanned maintenance\b|\bretirement notice\b|\bheads up: from\b|\bretires on\b|\bwe expect [\x60"]|\b(?:i've|i have|we've) read about\b|\bnot applied yet\b|\bhaven[’']?t seen \w+ yet\b|\bhow do i write\b|\bwhat(?:'s| is) the difference between\b/im;

/** What a test of Go logs before it passes, or fails at what it compares. */
export const inTest = (before: string, after: string) =>
  /=== RUN [^\n]*\n(?:(?!--- )[^\n]*\n)*$/.test(before) &&
  /^(?:(?!=== RUN)[^\n]*\n)*--- PASS|^(?:(?!=== RUN|--- )[^\n]*\n)*\s*\w+_test\.go:\d+: (?:[^\n]*\b(?:got|want(?:ed)?|expected)\b)/.test(
    after,
  );

/** What runners of tests count at their end, and how they name each. */
export const testsCounted =
  /(?:tests?|test files|test suites|assertions):? +\d+ (?:passed|failed)|\b\d+ (?:passing|failing)\b|(?<!=)={1,200} \d+ (?:passed|failed)[^\n=]* in [\d.]+s|\btest result: (?:ok|failed)\b|\bℹ (?:pass|fail) \d|^\d+ (?:passed|failed)[^\n]* in [\d.]+s|\btotal tests: \d|\bphpunit \d|^test run for |^name +stmts +miss|^\[(?:survived|killed|nocoverage)\]/im;
export const testName = /^[^\n]{0,40}?(?:[✔✓✗✘×☑√●] |\b\d{1,3}\) |\bit |\btest )/;

/** What a snapshot of a test had, and what came instead. */
export const compared = /^\s*[-+] {2,}\S/;

/** The answer to the first request, which every client gets and goes on with a token: what a build traces. */
export const challenge = /\blevel=(?:debug|trace)\b[^\n]*\b(?:fetch response received|msg=unauthorized header=)/i;

export const title = /^\+?#{1,6} |^\*\*[^*\n]+\*\*$/;

/** Commits, change logs and lists of things to do. */
export const changed =
  /^\s*(?:[-*|\\/ ]*[0-9a-f]{7,12} (?:\([^)\n]*\) )?|[-*] )?(?:(?:(?:feat|fix|chore|docs|refactor)!?: (?!error)|(?:feat|fix|chore|docs|test|refactor|perf|ci|build|style)\([\w./ -]+\)!?: )|(?:added|fixed|changed|improved|removed|closes|fixes)[: ]|todo\b|fixme\b)|^\s*[-*] [^\n]*\(\[#\d+\]\(https:|^\s*[-*] (?:\[?#\d+|[\w/ ()]{2,40}: (?:add|fix|remove|improve|update|support)\b)|^(?:\[[^\]\n]*\] )?(?:fix(?:es)? #\d|(?:make|improve|add|support|document|clarify|handle|allow|rename) [a-z])|^\s*(?:this|the) (?:pr|pull request|release|change|commit|patch)\b/i;

/** A hunk of a difference between two versions of a file: `@@ -76,7 +76,7 @@`, and lines that are kept, added or taken out. */
export const inDiff =
  /(?:^|\n)@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@[^\n]*\n(?:[ +-][^\n]*\n)*$|(?:^|\n)```diff\n(?:(?!```)[^\n]*\n)*$/;

/** `## [0.9.0] - 2025-09-12`, `### Fixed`, and the entries below it: https://keepachangelog.com/ */
export const inChangeLog =
  /(?:^|\n)#{1,4} (?:\[?v?\d+\.\d+(?:\.\d+)?\]?(?: [-–(][^\n]*)?|(?:unreleased|added|changed|deprecated|removed|fixed|security|bug ?fixes|features) *)\n(?:(?:[-*] |[ \t]|#{2,4} )[^\n]*\n|\n)*$/i;

/** A rule of Prometheus: what is to be looked for, and what is said when it is found. */
export const inRule = /(?:^|\n)[ \t]*- alert: \S[^\n]*\n(?:[ \t]*(?:- )?\w+:[^\n]*\n)*$/;

export const inCommit = /(?:^|\n)commit [0-9a-f]{7,40}(?: \([^\n]*\))?\n(?:[^\n]*\n){2,}$/;

export const alert =
  /['"]\{(?:image|registry|name|tag|host|reference)\}|\{\{ ?\$?(?:labels|value)|\$labels\.|^\s*(?:- )?alert: |\btriggers? when\b|https?:\/\/<[\w-]+>\/v2\/<|: <[a-z]+ [a-z -]{2,30}>["'`]?\s*$/i;

export const explaining = new RegExp(
  [
    String.raw`\b(?:usually|typically|generally|commonly|often|mostly) (?:means?|indicates?|happens?|because|due|caused)`,
    String.raw`\bmeans? (?:that|the|it|your|you|kubernetes|docker|we)\b|\bindicates? (?:that|a|an|the)\b`,
    String.raw`\b(?:bedeutet|signifie|significa|quiere decir)\b|(?<!= )означает|表示|意味`,
    String.raw`(?<!check |verify |see |determine |ensure |confirm )\bif (?:you|it|the|your|a|an|there|this|that|any|pods?|clients?|nodes?|users?|docker|they)\b`,
    String.raw`\bwhen (?:a|an|the|you|your|docker|kubernetes|kubelet|it|docker pull|pulling|images?|pods?)\b|\bwhenever\b|\bin case of\b`,
    String.raw`\bfor example\b|\be\.g\.|\bsuch as\b|\b(?:common|possible|typical|likely|usual) (?:causes?|reasons?|errors?|issues?|failures?)\b`,
    String.raw`\b(?:can|may|might|could) (?:also )?(?:be caused|fail|happen|occur|mean|indicate|return|lead|result)\b`,
    String.raw`\byou(?:'ll| will| may| might| can| should)?(?: \w+)? (?:see|get|receive|encounter)\b`,
    String.raw`^\W*(?:\d+\. |[qa]: (?:the )?)?(?:how (?:to|do|does|can)|can i|what (?:does|is|are|causes?|happens)|why (?:does|do|is|are|would)|understanding|troubleshooting|fixing|debugging|runbook|known issue|scenario|given|then|labels)\b`,
    String.raw`^\W*(?:which|what|should|is there|are there|does|do) (?!(?:any|some)(?:one|body)\b)(?![^\n]*\b(?:fix|solve|this error)\b)[^\n?]*\?\s*$|\x60[^\x60\n]{3,60}\x60 or \x60`,
    // `token validation failed` is this one; which says `pull access denied … insufficient_scope`.
    String.raw`\x60[^\x60\n]{4,120}\x60 (?:says|means|is|are|speaks)\b|\x60[^\x60\n]{1,80} … [^\x60\n]{1,80}\x60|\x60[^\x60\n]{1,80} …\x60`,
    String.raw`\bis (?:returned|shown|raised|reported|thrown|triggered) (?:when|if|by)\b|\bis a (?:generic|common|general)\b|\bgoes into\b|\breports? \w+ first\b`,
    String.raw`\b(?:this|the) (?:error|message|status|state) (?:is|means|occurs|happens|indicates)\b|\bin this state\b`,
    String.raw`^\s*[qa]: |\bwithout it\b|\bdry.run\b|\bsimulat|\binject\b|\bretries? (?:on|when)\b|\bcauses? [\x60*"']|\bpull …:|\bwill now\b|\betc\.|否则|会出现|可能会|如果|ことがあります|\bnormalmente\b|\bpuede (?:encontrarse|aparecer)|часто будет|типичн|\blorsque\b|\bsi vous\b|^\W*(?:always|never|do not|don't|avoid|remember)\b|\bshould never\b|\bfailures\b`,
  ].join('|'),
  'i',
);

const states = 'errimagepull|imagepullbackoff|invalidimagename|crashloopbackoff|createcontainer\\w*error|oomkilled';
const twoStates = new RegExp(
  `(?:${states})["'\`*]{0,3}(?: ?[/|,] ?| (?:or|and|und|oder|et|ou|y|o) )["'\`*]{0,3}(?:${states})`,
  'i',
);
const kinds = [
  /\b401\b|unauthori[sz]ed/,
  /\b403\b|forbidden|denied/,
  /\b404\b|not found|manifest[_ ]?unknown/,
  /\b429\b|too ?many ?requests|rate limit/,
  /timeout|timed out/,
  /no such host|\bdns\b/,
  /x509|certificate|\btls\b/,
];

/** Whether a text speaks of three kinds of errors, of which no try gets more than two. */
export const isOfMany = (text: string) => {
  const small = text.toLowerCase();
  return kinds.filter(kind => kind.test(small)).length >= 3;
};

/** Whether a text holds what stands in the output of a tool or in a log. */
export const isShown = (text: string) => shown.test(text);

const shown =
  /\b\d{1,2}:\d\d:\d\d\b|\brpc error\b|error (?:response )?from (?:daemon|registry)|\blevel=|https?:\/\/[^\s"]{1,300}\/v2\/|^[ \t]*(?:warning|normal)[ \t]{2}|\baadsts\d|^[^\w\n]{0,20}(?:\w{1,40}:[^\w\n]{0,20})?error: |\bkubelet\b[^\n]{0,40}\s{2}|\b\d+[smhd]\b[^\n]{0,20}\(x\d+|sha256:[0-9a-f]{8}|\b(?:erro|fata|warn|info)\[\d|##\[|unexpected status from|^trying to pull /im;

/** Errors in a row, of which no try gets more than one; and the quoted items of a list. */
export function isList(line: string): boolean {
  if (twoStates.test(line) || /^\s*- (["'])[^"'\n]{3,60}\1$/.test(line)) return true;
  const small = line.toLowerCase();
  return /[,/;|]/.test(small) && kinds.filter(kind => kind.test(small)).length >= 4;
}

/**
 * Source code that holds the words of an error: prints them, looks for them, or gives them to a test. A log holds quoted
 * messages, too, so a quote alone is no sign; a call around it, a key that is the error itself, or a block of code is.
 */
export function isInCode(line: string, column: number, before: string, after: string): boolean {
  if (added.test(line) && (added.test(lastLines(before, 1)) || added.test(firstLines(after, 1))))
    return isInCode(line.slice(1), column - 1, before.replace(marks, ''), after.replace(marks, ''));
  const prefix = ofRunner.exec(line)?.[0] ?? '';
  if (prefix !== '') return isInCode(line.slice(prefix.length), column - prefix.length, before, after);
  if (exported.test(line)) return false;
  const upTo = line.slice(0, column);
  if (statement.test(line) || openCall.test(upTo) || echoed.test(upTo) || isKey(line, column)) return true;
  if (openBlock.test(before) || goesOnBelow.test(lastLines(before, 1)) || goesOnBelow.test(firstLines(after, 1)))
    return true;
  if (comment.test(line) && isCommented(line, before, after)) return true;
  const near = `${lastLines(before, 4)}\n${firstLines(after, 4)}`;
  return literal.test(line) && !pair.test(line) && block.test(near);
}

/**
 * What looks like code and may be the print of an object, or of what a program answered: it counts only where a line
 * names no host and has not the form of an event.
 */
export function looksLikeCode(line: string, before: string, after: string): boolean {
  return (
    given.test(line) ||
    toFillIn.test(line) ||
    ofTest.test(line.replace(ofRunner, '')) ||
    isAmongCode(line, before, after)
  );
}

/** What a test in Go prints may be what it compares, or what happened to it. */
const ofTest = /^(?:[\w-]+ +\|)?\s+(?:\w+_test\.\w+:\d+: |(?:want|got) )/;

/** What is to be filled in has not been said to anybody. */
const toFillIn = /['"]\{\d?\}['"]|[\w:] \{\d?\}[.:, ]|%[sqv](?:["'\s.:]|$)|^\s*from \S+ import /;

/** A line that was put into a file or taken out of it, as a comparison of versions shows it. */
const added = /^[+-](?:\s{2,}|\w)/;
const marks = /^[+-]/gm;

/** Whose line it is, and when it came: `tests-1  | --- FAIL: TestPull`, `2026-09-11T07:22:31.1019913Z   ✓ …`, `#12 4.021 ok 3`. */
const ofRunner =
  /^(?:[a-z][\w.-]* +\| ?|\[?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z\]? |\d\d:\d\d:\d\d |#\d+ \d+\.\d+ |\[(?!error|warn|fatal|info|debug|pass|ok|fail|skip)[a-z][\w.-]{0,30}\] )/i;

/** A row of a table of logs, as Log Analytics writes it: the time, and then its columns. A line of a node's journal. */
const exported =
  /^\s*"?\d{4}-\d\d-\d\d[T ][\d:.]{8,20}Z?"?[,;\t]|^\s*"\d{1,2}\/\d{1,2}\/\d{4},? \d|^[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d |^[IWEF]\d{4} \d\d:\d\d:\d\d/;

const statement = new RegExp(
  [
    String.raw`\.(?:includes|contains|indexof|match|test|startswith|endswith|equals|deepequal|equal)\(`,
    String.raw`\bstrings\.\w+\(|\bcase ['"]|[!=]==? ?['"]|=~|\w~['"]|\]\s*=\s*['"]|\bre\.compile\(`,
    String.raw`\bcontains ['"]|\bhas ['"]|^\s*\| (?:where|project)\b|\bgrep\b[^\n]*['"]|\|\s*grep\b|['"]errimagepull['"]\s*[:=]`,
    String.raw`^\s*(?:export |public |private |static |async )*(?:(?:const|let|var)\s+\w+(?:: ?[\w<>]+)? ?=|(?:def|func|function|class)\s+\w+\()`,
    String.raw`^\s*(?:describe|it|test|expect|assert\w*)[.\w]*\(|^\s*\w+ :?= [\w.]+\(['"]|^\w+\(\) ?\{`,
    String.raw`^\s*(?:\/\/\s|\/\*)|^\s*\w+ = ['"]\w+['"]\s*$|\bassert\w*\.\w+\(|\|\| \{? ?echo\b|>&2 ?;? ?(?:\}|;;|exit|return|sleep|echo)|<< ?L?["']|^\s*echo ["'][^\n]*["'];?\s*(?:exit \d+)?\s*$|\bwrite-(?:err|error|host|warning|output)\w* ["']`,
    String.raw`^\s*(?:--- (?:fail|pass|skip): \S+ \(|=== (?:run|cont|pause|name)\b)|^\s*(?:failed|passed|skipped) \w+ \[\d|^\s*(?:expected|actual|received)(?: \w+)?: `,
    String.raw`^\s*[✔✓✗✘×☑√][^\n]*\(\d+(?:\.\d+)? ?m?s\)\s*$|^\s*(?:(?:--- )?pass\b:?|(?:not )?ok \d+)`,
    // The names of tests, as other runners write them.
    String.raw`^\s*(?:fail|pass)\s+\S+\.(?:test|spec)\.\w+|^\s*(?:passed |failed )?\S+\.py::\w|^\s*test [\w:]+ \.\.\. |^\s*\[ ?(?:pass|ok) ?\] |^\s*● [^\n]+ › |^e\s+(?:assertionerror: )?assert |^\s*(?:scenario: |test case )`,
    // The line of a source; what a program says when it gets there stands behind it in a log.
    String.raw`\bthrow new \w+\(['"\x60]|^\s*\{ \w+: ['"][^\n]*\},?\s*$|['"]:\s+(?:true|false|[A-Za-z_]\w*\.\w+),?\s*$`,
    String.raw`^\s*[({]\s*['"\x60][^'"\x60]*['"\x60],\s|['"\x60] \+ [\w(]|[\w)] \+ ['"\x60]|\[\]\w+\{|^\s*(?:['"][^'"]*['"],\s*){2,}|\b(?:if|elif|while|assert|and|or|not|return|any|all)\b[^\n]*['"] in \w+(?:\.\w+)*\)?:?\s*$|\bprintf ['"]|>&2\s*$`,
    // What a class or a function is for; the branches of a script.
    String.raw`^\s*["']{3}[A-Z]|^\s*\*["'][^"'\n]{1,80}["']\*(?:\|[^\n]*)?\)|^\s*\*[^\n]*["']\*\)\s*$|\b(?:exit|return|sleep|echo|break|continue)\b[^\n]*;;\s*$`,
    String.raw`^\s*(?:return [\w.]+;?|case [\w.]+:)\s*$`,
    // What a test wanted; a line of a source with its number.
    String.raw`^\s*>?\s*\d{1,5} ?\| `,
    // What a compiler found: `src/pull.ts(33,21): error TS2339: …`, `./pull.go:12:5: undefined: …`.
    String.raw`^\s*\S+\.(?:[cm]?[jt]sx?|cs|fs|vb|go|rs|java|kt|scala|py|rb|php|swift|c|cc|cpp|h)(?:\(\d+,\d+\): (?:error|warning) [a-z]+\d+:|:\d+:\d+: )`,
    String.raw`^\s*\w+ := ["'\x60]|^\s{2,}\w*(?:err|error|msg|message|text|line|output|log|body|stderr|sample) = [rfb]?["']`,
    // Gradle's rows of tests, and ESLint's.
    String.raw`^\w[\w.]* > [^\n]* (?:passed|failed)$|^\s*\d+:\d+ +(?:warning|error) `,
    String.raw`^\s+\w+_test\.go:\d+: [^\n]*\b(?:got|want|expected)\b|^\s*def \w+ = ["']|^\s*- \w+\s+# |\bmd\d{3}\/[a-z]`,
    // A call in a chain of them.
    String.raw`^\s+\.\w+\(.*[({,;)]\s*$`,
    // What `grep` prints of a source.
    String.raw`^\S+\/\S+\.(?:ts|js|go|py|md|rs|cs|java|rb|sh|ya?ml):\d+:`,
  ].join('|'),
  'i',
);

/** `DNS_ERROR = Failure(`, `Message: "…",`: a constant, and a field of Go. */
const given =
  /^\s*[A-Z][A-Z_]{4,} = (?:["'`]|\w+\()|^\s*\['[^\n]*'\],?\s*$|^\s*(?:[A-Z][a-z]\w+|want\w*|expect\w*):\s+["'`][^\n]*,\s*$|^\s*[a-z]\w+:\s{2,}["'`][^\n]*,\s*$/;

/** `printf("…`, `log.error(job, f'…`; not `ImageNotFound('…`, which is how Python shows an error that happened. */
const openCall =
  /(?:^|[^\w])(?!\w*(?:Error|Exception|NotFound|Pool|Response|Reference|String|Object|Some)\b)[A-Za-z_$][\w$]*!?\((?:[^()"'`]*,)?\s*[rfbuL@$]{0,2}["'`][^)]*$/;

/** `if ! docker manifest inspect "$image"; then echo "…`: what a script would say. */
const echoed = /(?:[;&|{(]|\b(?:then|do|else))\s*echo\s+(?:-\w+\s+)?(?:"[^"\n]*|'[^'\n]*)$/;

/**
 * A line of a program among others. JSON and YAML are no program: what Azure and Kubernetes answer looks like that.
 * A stack below an exception is none either, nor is what a log says between two brackets.
 */
function isAmongCode(line: string, before: string, after: string): boolean {
  const previous = lastLines(before, 1);
  const next = firstLines(after, 1);
  const [own, isPrevious, isNext] = [line, previous, next].map(each => ofProgram.test(each));
  if (own || /^\s*[rfbu]?(["'`])(?:\\.|(?!\1)[^\\])*\1,?\s*$/.test(line)) return isPrevious === true || isNext === true;
  return (
    isPrevious === true &&
    isNext === true &&
    /^\s*["'`]|^\s*[\w.]+\s*[:=(,]|["`'],?\s*$|[({,]\s*$/.test(line) &&
    !spoken.test(line)
  );
}

/** A string that goes on in the next line: its own line ends have become some. */
const goesOnBelow = /^\s*"\s*\+\s*$/;

const ofProgram = new RegExp(
  [
    String.raw`^\s*(?:func|return|if|for|switch|case|var|const|type|import|package|def|class|public|private|protected|else|elif|try|catch|except|throw|raise|defer|let|export|fn|struct|enum|match|assert|await|async|using|namespace)\b(?! \w+ \w+ \w+ \w+).*[;:{}(),]\s*$`,
    String.raw`^\s*(?:if|elif|else|for|while|try|except|with|def|class)\b[^\n]*:\s*$|^\s*(?:from [\w.]+ )?import [\w.]+|^\s*(?:raise|return) [\w.]+\(|= [\w.]+\($|^\s*[a-z_]\w*\.\w+\([^)]*\)?$|^\s*[a-z_]\w*\(['"]`,
    String.raw`^\s*\)[,;]?$|:= |[^\w\s]= nil\b|\bnil\)?$|=> \{$|\) \{$|^\s*\} (?:else|catch|finally)\b|^\s*\}\)?[,;)]+$|^\s*\}, ?\{$|^\s*(?:\/\/|\/\*|\*\/)`,
    String.raw`^\s*(?:[A-Z]\w*:\s+["'\x60[{&\d]|[A-Za-z_]\w*:\s+(?:\w+[.({]|nil|None)).*,\s*$|^\s*[A-Za-z_][\w.]*\s+(?:\w+ )?:?= [\w.]+(?:\(.*\)|\.\w+)?[;,]?$|^\s*\w[\w.]*\(.*\)[;,]$`,
    String.raw`^\s*return [\w., "'&*()[\]%:-]+$|^"\s*\+$|^\s*[A-Z]\w+\s+(?:\w+\s+)?= ["'\x60]|^\s*["'].*\\n["'] ?\+?$|^\s*\w+ = append\(`,
  ].join('|'),
);

const spoken = /^\W*(?:\w+:\W*)?error: |\d\d:\d\d:\d\d|error response from|rpc error/i;

/** `"pull access denied": "…"`, `"toomanyrequests: …": true`: an error that is looked up. */
function isKey(line: string, column: number): boolean {
  const key = /^\s*(["'])(?:\\.|(?!\1)[^\\])*\1\s*(?::|=>)\s*(?:["'[{\d]|true|false)/.exec(line);
  return key !== null && (column < key[0].length - 1 || /^\s*["'][a-z]+(?: [a-z]+)+["']/.test(key[0]));
}

/** `LOG = """`, and not closed again. */
const openBlock = /[=(:]\s*[rfb]*"""\\?\n(?:(?!""")[\s\S]){0,800}$/;

const comment = /^\s*(?:#|\*|--) /;

/** Two lines of a comment, the second of which goes on with the sentence of the first. */
function isCommented(line: string, before: string, after: string): boolean {
  const mark = comment.exec(line)?.[0].trim() ?? '';
  const [previous, next] = [lastLines(before, 1), firstLines(after, 1)];
  if (errorList.test(before)) return false;
  if (/docker:\/\/|^\s*# (?:docker|podman|kubectl|crictl|az|helm) /.test(`${previous}\n${line}`)) return false;
  return [next, line].some((each, i) => {
    const other = i === 0 ? line : previous;
    return each.trimStart().startsWith(`${mark} `) && other.trimStart().startsWith(`${mark} `) && goesOn.test(each);
  });
}

/** Go's lists of errors, as Terraform prints them: `2 errors occurred:`, and each behind an asterisk. */
const errorList = /\b\d+ error(?:s|\(s\))? occurred:\s*\n/;

const goesOn = /^\s*(?:#|\*|--) (?:[a-z`(]|exact\b)/;

/** A line that is a string and no more, or a field of a literal: `'…',`, `errorText: "…",`, `r"…",`. */
const literal = /^\s*(?:[A-Za-z_]\w*:\s+(?:\w+\.)*\w*\(?)?\(?[rfbuL@]{0,2}(["'`]).*\1,?[^"'`]*\)?\s*[,;)\]}]{0,3}\s*$/;

/** A member of an object in JSON, as logs and the answers of Azure are. */
const pair = /^\s*"[^"]*"\s*:/;

const block =
  /=>|\):$|:= |\b(?:func|return|want|expected|const|let|assert\w*|throw new|self)\b[^\n]*[({:;,]|\)\.to[A-Z]|^\s*[\w.]+\($|[\w.]+\([^)\n]*\)(?: \{|;|,$)|^\s*r["']|: \[$|\]\),?$|\[$|^\s*(["'])(?:(?!\1\s*:)[^\n])*\1,?\s*$|= [[({]$|stackEvents/m;

const lastLines = (text: string, count: number) => text.trimEnd().split('\n').slice(-count).join('\n');
const firstLines = (text: string, count: number) => text.trimStart().split('\n').slice(0, count).join('\n');

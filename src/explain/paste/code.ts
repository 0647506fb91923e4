/**
 * Source code that holds the words of an error: prints them, looks for them, or gives them to a test. A log holds quoted
 * messages, too, so a quote alone is no sign; a call around it, a key that is the error itself, or a block of code is.
 */
export function isInCode(line: string, column: number, before: string, after: string): boolean {
  if (exported.test(line)) return false;
  const upTo = line.slice(0, column);
  if (statement.test(line) || openCall.test(upTo) || isKey(line, column)) return true;
  if (openBlock.test(before)) return true;
  if (comment.test(line) && isCommented(line, before, after)) return true;
  const near = `${lastLines(before, 4)}\n${firstLines(after, 4)}`;
  return literal.test(line) && !pair.test(line) && block.test(near);
}

/** A row of a table of logs, as Log Analytics writes it: the time, and then its columns. */
const exported = /^\s*"?\d{4}-\d\d-\d\d[T ][\d:.]{8,20}Z?"?[,;\t]/;

const statement = new RegExp(
  [
    String.raw`\.(?:includes|contains|indexof|match|test|startswith|endswith|equals|deepequal|equal)\(`,
    String.raw`\bstrings\.\w+\(|\bcase ['"]|[!=]==? ?['"]|=~|~ ?['"]|\]\s*=\s*['"]|\bre\.compile\(`,
    String.raw`\bcontains ['"]|\bhas ['"]|^\s*\| (?:where|project)\b|\bgrep\b[^\n]*['"]|\|\s*grep\b|['"]errimagepull['"]\s*[:=]`,
    String.raw`^\s*(?:export |public |private |static |async )*(?:(?:const|let|var)\s+\w+(?:: ?[\w<>]+)? ?=|(?:def|func|function)\s+\w+\()`,
    String.raw`^\s*(?:describe|it|test|expect|assert\w*)[.\w]*\(|^\s*\w+ :?= [\w.]+\(['"]|^\w+\(\) ?\{`,
    String.raw`^\s*(?:\/\/\s|\/\*)|^\s*\w+ = ['"]\w+['"]\s*$|\bassert\w*\.\w+\(|\|\| echo\b|<< ?L?["']|^\s*echo ["'][^\n]*["'];?\s*$|\bwrite-(?:err|error|host|warning|output)\w* ["']`,
    String.raw`^\s+\w+_test\.\w+:\d+: |^\s*(?:failed|passed|skipped) \w+ \[\d|^\s*(?:expected|actual|received): `,
    String.raw`^\s*[✔✓✗✘×☑√][^\n]*\(\d+(?:\.\d+)? ?m?s\)\s*$|^\s*(?:(?:--- )?pass\b:?|ok \d+)`,
    // The line of a source; what a program says when it gets there stands behind it in a log.
    String.raw`\bthrow new \w+\(['"\x60]|^\s*\{ \w+: ['"][^\n]*\},?\s*$|['"]:\s+(?:true|false|[A-Za-z_]\w*\.\w+),?\s*$`,
    String.raw`^\s*[({]\s*['"\x60][^'"\x60]*['"\x60],\s|['"\x60] \+ [\w(]|[\w)] \+ ['"\x60]|\[\]\w+\{|^\s*(?:['"][^'"]*['"],\s*){2,}|['"] in \w+(?:\.\w+)*\)?:?\s*$|\bprintf ['"]|>&2\s*$`,
    String.raw`^\s*(?:return [\w.]+;?|case [\w.]+:)\s*$`,
    // What `grep` prints of a source.
    String.raw`^\S+\/\S+\.(?:ts|js|go|py|md|rs|cs|java|rb|sh|ya?ml):\d+:`,
  ].join('|'),
  'i',
);

/** `printf("…`, `log.error(job, f'…`; not `ImageNotFound('…`, which is how Python shows an error that happened. */
const openCall =
  /(?:^|[^\w])(?!\w*(?:Error|Exception|NotFound|Pool|Response|Reference|String|Object|Some)\b)[A-Za-z_$][\w$]*!?\((?:[^()"'`]*,)?\s*[rfbuL@$]{0,2}["'`][^)]*$/;

/** `"pull access denied": "…"`, `"toomanyrequests: …": true`: an error that is looked up. */
function isKey(line: string, column: number): boolean {
  const key = /^\s*(["'])(?:\\.|(?!\1).)*\1\s*(?::|=>)\s*(?:["'[{\d]|true|false)/.exec(line);
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

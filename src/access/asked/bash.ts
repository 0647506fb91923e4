import { queries } from '../estate/tenant.ts';
import { columns } from '../estate/trimmed.ts';
import {
  graphBody,
  graphPath,
  type Question,
  type QuestionSubject,
  subjects,
  subscriptionList,
  tenantList,
  variants,
} from './questions.ts';

/**
 * The script for bash, from 3.2 on, as macOS has it. It needs az, and otherwise only the tools of POSIX. It is constant
 * and contains no text of a stranger. It keeps answers as they are, and writes each failure down as one.
 */
export function bashScript(version: string): string {
  return `#!/usr/bin/env bash
# Writes access.snapshot.json: who can pull from which Azure Container Registry, as this account sees it.
# It needs az, signed in with the Reader role. It only reads, and it asks for no secret: no keys, no passwords, no app settings.
set -u
export MSYS_NO_PATHCONV=1 # Git Bash takes the path of a URL for a file

out=access.snapshot.json
work=acr-pull-$$
mkdir "$work" || exit 1
trap 'rm -rf "$work"' EXIT

setting() { az "$@" -o tsv --only-show-errors </dev/null | tr -d '\\r'; }
tenant=$(setting account show --query tenantId)
if [ -z "$tenant" ]; then
  echo 'Run az login first.' >&2
  exit 1
fi
cloud=$(setting cloud show --query name)
arm=$(setting cloud show --query endpoints.resourceManager)
graph=$(setting cloud show --query endpoints.microsoftGraphResourceId)
arm=\${arm%/}
graph=\${graph%/}
read_at=$(date -u +%Y-%m-%dT%H:%M:%SZ)

# send URL [JMESPATH] [FILE WITH A BODY]: one answer to $work/page, or why there is none to $work/why
send() {
  local try method=get
  [ -n "\${3-}" ] && method=post
  for try in 1 2 3; do
    az rest --method "$method" --url "$1" \${2:+--query} \${2:+"$2"} \${3:+--body} \${3:+"@$3"} \\
      -o json --only-show-errors </dev/null >"$work/raw" 2>"$work/why" && [ -s "$work/raw" ] &&
      tr -d '\\r' <"$work/raw" >"$work/page" && return 0
    grep -Eq 'Too Many Requests|RateLimit|Timeout|Connection' "$work/why" || return 1
    sleep "\${ACR_PULL_PAUSE:-10}"
  done
  return 1
}

# answered QUESTION, failed QUESTION: what came of it
answered() {
  printf ',\\n{"asked": "%s", "answer": ' "$1"
  cat "$work/page"
  printf '}'
} >>"$work/answers"
failed() {
  local status code
  status=$(sed -n 's/^ERROR: *\\([A-Z][A-Za-z -]*\\)[(].*/\\1/p' "$work/why" | head -n 1)
  code=$(tr -d '\\r\\n' <"$work/why" | sed -n 's/.*"code": *"\\([A-Za-z_]*\\)".*/\\1/p')
  [ -n "$status$code" ] || status=$(tr -cs 'A-Za-z0-9.:_-' ' ' <"$work/why" | cut -c 1-200)
  printf ',\\n{"asked": "%s", "failed": "%s"}' "$1" "\${status:-no response} $code" >>"$work/answers"
  echo "  not read: $1 ($status $code)" >&2
}

# pages URL WHAT-FOLLOWS [JMESPATH] [FILE WITH A BODY]: all pages of a list, or the one answer
pages() {
  local next=$1$2 question=\${1#"$arm"}
  question=\${question#"$graph"}$2
  while [ -n "$next" ]; do
    if ! send "$next" "\${3-}" "\${4-}"; then
      failed "$question"
      return 1
    fi
    answered "$question"
    [ -z "\${5-}" ] || cat "$work/page" >>"$work/$5"
    next=$(sed -n 's/^ *"nextLink": "\\(.*\\)",\\{0,1\\}$/\\1/p' "$work/page" | head -n 1)
    case $next in
      '' | "$arm"/*) ;;
      *)
        echo 'ERROR: the next page is on another host' >"$work/why"
        failed "$question"
        return 1
        ;;
    esac
  done
}

# table NAME BODY: all pages of a query of Resource Graph, in smaller pages where one is too large
table() {
  local top=1000 more= token= start
  start=$(wc -c <"$work/answers")
  echo "Reading $1" >&2
  : >"$work/rows"
  while :; do
    printf '%s%s%s}}' "$2" "$top" "$more" >"$work/body"
    if ! send "$arm${graphPath}" '' "$work/body"; then
      if [ "$top" -gt 10 ] && grep -q ResponsePayloadTooLarge "$work/why"; then
        head -c "$start" "$work/answers" >"$work/kept" && mv "$work/kept" "$work/answers"
        : >"$work/rows"
        top=$((top / 4)) more=
        continue
      fi
      failed "$1"
      return
    fi
    answered "$1"
    cat "$work/page" >>"$work/rows"
    token=$(sed -n 's/^ *"$skipToken": "\\(.*\\)",\\{0,1\\}$/\\1/p' "$work/page" | head -n 1)
    [ -n "$token" ] || return
    more=", \\"\\$skipToken\\": \\"$token\\""
  done
}

# ids KEY ID FILE: each id once
ids() {
  grep -Eio "$1$2\\"" "$3" | sed 's/"$//; s/.*"//' | sort -fu
}

printf '{"asked": "script", "answer": {"version": "%s"}}' ${single(version)} >"$work/answers"
: >"$work/subscriptions" >"$work/resources"
pages "$arm" ${single(tenantList)}
pages "$arm" ${single(subscriptionList)} '' '' subscriptions
${Object.entries(queries).map(tableOf).join('\n')}

${subjects.map(subjectOf).join('\n\n')}

{
  printf '{"version": 1, "readAt": "%s", "cloud": "%s", "tenant": "%s",\\n' "$read_at" "$cloud" "$tenant"
  printf '"columns": %s,\\n"answers": [\\n' ${single(JSON.stringify(columns))}
  cat "$work/answers"
  printf '\\n]}\\n'
} >"$work/whole" && mv "$work/whole" "$out"
echo "Wrote $out. Send it back." >&2
`;
}

/**
 * The same script to be pasted into a terminal. It first becomes a file, to run in bash if the terminal has another
 * shell.
 */
export function pastedBashScript(version: string): string {
  return `cat > acr-pull-snapshot.sh <<'ACR_PULL'\n${bashScript(version)}ACR_PULL\nbash acr-pull-snapshot.sh\n`;
}

function tableOf([name, query]: readonly [string, string]): string {
  const call = `table ${single(name)} ${single(graphBody(query))}`;
  return name === 'resources' ? `${call}\nmv "$work/rows" "$work/resources"` : call;
}

function subjectOf({ name, within, key, id, questions }: QuestionSubject): string {
  const body = questions.find(question => question.body !== undefined)?.body;
  return [
    `echo ${single(`Reading ${name}`)} >&2`,
    ...(body === undefined ? [] : [`printf '%s' ${single(body)} >"$work/asked"`]),
    `ids ${single(key)} ${single(id)} "$work/${within}" | while IFS= read -r id; do`,
    ...questions.map(question => `  ${asked(question)}`),
    'done',
  ].join('\n');
}

/** Makes one call for each version, and the next one only if the one before it failed. */
function asked(question: Question): string {
  const { host, path, keep = '', body } = question;
  const [before = '', after = ''] = path.includes('{id}') ? path.split('{id}') : ['', path];
  const quoted = (text: string) => (text === '' ? '' : single(text));
  const address = `"$${host}"${quoted(before)}"$id"${quoted(after)}`;
  return variants(question)
    .map(variant => `pages ${address} ${single(variant)} ${single(keep)}${body === undefined ? '' : ' "$work/asked"'}`)
    .join(' ||\n    ');
}

/** A constant word of bash. */
function single(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

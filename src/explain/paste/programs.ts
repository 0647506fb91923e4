/** Whether a text as a whole is a source file, or a piece of one, whatever errors its strings and comments speak of. */
export function isProgram(text: string): boolean {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  if (lines.length < 4) return false;
  const declarations = lines.filter(line => declaration.test(line)).length;
  const ofCode = lines.filter(line => declaration.test(line) || ending.test(line)).length;
  return declarations >= 2 && ofCode >= lines.length / 2;
}

/** Whether a position stands in a string of JavaScript or Go that goes over several lines. */
export function isInTemplate(text: string, position: number): boolean {
  const from = Math.max(0, position - 4000);
  return (text.slice(from, position).split('`').length - 1) % 2 === 1;
}

const declaration = new RegExp(
  [
    String.raw`^\s*(?:(?:pub|export|public|private|protected|static|async|abstract|default) )*(?:func|def|class|fn|enum|struct|interface|const|let|var|type|impl|trait|record|namespace|function|message|service) \w`,
    String.raw`^\s*(?:import [\w{"'*@.]|from \S+ import |package \w|using [\w.]+;|use \w+(?:::|\\)|#\[\w|#include|return\b[^\n]*[;({]?$|(?:if|for|while|switch|foreach) ?\([^\n]*\{?$)`,
    String.raw`^\s*(?:case [^\n]*:$|describe\(|it\(|test\(|expect\(|@\w+[(\n]|\} else|try \{|\} catch)`,
  ].join('|'),
);

const ending = /[{};,(]\s*$|^\s*[})\]]+[;,]?\s*$|:\s*$/;

/** What describes an interface, a board, an alert or a query, in the formats that these have. */
export const specification =
  /^openapi: ["']?3|"panels": \[|"urlPathPattern"|^[ \t]*- matchers:|\balert_rule_test:|\bexp_alerts:|^kind: (?:Preflight|PrometheusRule|SupportBundle)$|\| rex |\bsourcetype\b|\blegendFormat\b|^msgid "|\bfailed_when:|%\{GREEDYDATA|^switch -Regex |@mock\.patch|^[ \t]*Regex +\w+ |\bre\.compile\(|\|[~=] "|\| line_format\b|^[ \t]*--> src\/\S+:\d+:\d+$/m;

/** What a test has kept of an earlier run. */
export const snapshot = /^\/\/ Jest Snapshot|^exports\[`|^expression: "/m;

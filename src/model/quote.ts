import { largest } from './lists.ts';

// Text from manifests, from Azure or from a paste is hostile until it is quoted for its sink. Each sink has one
// function, and all of them are here. Null: the text can't be passed on as it is, and what names it is left out.

/**
 * Characters that a terminal acts upon, or that make a text look like another one. These are control characters, halves
 * of surrogates, line separators, Unicode's format characters, and invisible ones. Typed into a shell, a control
 * character works through any quotes. Tags and selectors (from U+E0000 on) can hide whole sentences that only a
 * language model reads. The selector of the coloured form stays, since our own signs use it.
 */
const steering = /(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const invisible = new RegExp(steering.source, 'u');
const invisibleRun = new RegExp(`(?:${steering.source})+`, 'gu');

/**
 * Agents of CI look for commands anywhere in a line of the log: Azure Pipelines for `##vso[` and `##[`, GitHub for
 * `##[`.
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const agentCommand = /#(?=#(?:vso)?\[)/gi;

/**
 * And GitHub for `::name …::` where a line or a word begins. Its end is not looked for, which would be in each rest of
 * a line.
 */
const workflowCommand = /(?<=^|\s):(?=:[a-z])/gi;

/** The same but for line ends, which a sink has a form of its own for. */
const steeringInLine = new RegExp(`(?![\\r\\n])${steering.source}`, 'gu');
// Most texts have none of these, and a search for one is cheap. A pattern of a whole text would need a stack as long as
// the text.
const maybeSteering = /[^\r\n -~\u00a1-\u00ac\u00ae-\u024f]|##/;
const maybeSteeringLine = /[^ -~]|::|##/;

/**
 * Returns a text for one line of a terminal or a log. Characters that steer a terminal, disguise the text or start a
 * command of a CI agent are spelled out as `\u0023`.
 */
export function oneLine(text: string): string {
  if (!maybeSteeringLine.test(text)) return text;
  return text.replace(steering, spelled).replace(agentCommand, spelled).replace(workflowCommand, spelled);
}

/** As JSON spells it: by the units of UTF-16. */
function spelled(character: string): string {
  return character.replaceAll(/./gs, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}

/** For a line of prose in the editor: invisible characters become gaps. */
export function visible(text: string): string {
  return text.replaceAll(invisibleRun, ' ');
}

/**
 * JSON that means the same, but steers no terminal and holds no command of a CI agent: pipelines print it to their
 * logs.
 */
export function asJson(data: unknown, indent = 2): string {
  return unsteered(JSON.stringify(data, null, indent));
}

function unsteered(text: string): string {
  if (!maybeSteering.test(text)) return text;
  return text.replaceAll(steeringInLine, spelled).replaceAll(agentCommand, spelled);
}

/**
 * A word of bash. Single quotes keep everything, history expansion (`!`) included. A single quote is put outside of
 * them. The invisible is spelled out in ANSI-C quotes, byte by byte, so that it doesn't depend on the locale.
 * https://www.gnu.org/software/bash/manual/bash.html#Quoting
 */
export function quoteForBash(value: string): string | null {
  // No program can be given a NUL, and a lone surrogate has no form in UTF-8: another name would be written.
  if (value.includes('\0') || !value.isWellFormed()) return null;
  const isHidden = (text: string) => invisible.test(text);
  if (!isHidden(value) && value.search(agentCommand) < 0) return `'${value.replaceAll("'", "'\\''")}'`;
  const inside = Array.from(value.replaceAll(agentCommand, '\0'), character => {
    if (character === "'" || character === '\\') return `\\${character}`;
    return isHidden(character) ? bytes(character === '\0' ? '#' : character) : character;
  });
  return `$'${inside.join('')}'`;
}

function bytes(character: string): string {
  return Array.from(new TextEncoder().encode(character), byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/**
 * Returns a word of PowerShell in single quotes, which expand nothing. Typographic quotes count as quotes as well. Each
 * is doubled to mean itself.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 *
 * On Windows the CLI is a batch file, so that cmd.exe reads again what PowerShell passes on:
 * https://github.com/Azure/azure-cli/blob/dev/doc/quoting-issues-with-powershell.md
 * There, nothing keeps `"` and `%` from their meaning. Operators are safe only where a blank in the word makes
 * PowerShell put double quotes around it.
 */
export function quoteForPowerShell(word: string): string | null {
  if (!word.isWellFormed() || invisible.test(word) || word.search(agentCommand) >= 0 || /["%]/.test(word)) return null;
  const hasBlank = word.includes(' ');
  if (hasBlank ? word.endsWith('\\') : /[&|<>^()]/.test(word)) return null;
  return `'${word.replaceAll(/['\u2018\u2019\u201a\u201b]/g, mark => mark + mark)}'`;
}

/** https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings */
export function quoteForBicep(text: string): string | null {
  const inside = stringInside(text, "'", code => `\\u{${code}}`);
  return inside === null ? null : `'${inside.replaceAll('${', '\\${')}'`;
}

/** https://developer.hashicorp.com/terraform/language/expressions/strings: templates begin with `${` and `%{`. */
export function quoteForTerraform(text: string): string | null {
  const inside = stringInside(text, '"', code =>
    code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`,
  );
  return inside === null ? null : `"${inside.replaceAll(/[$%](?=\{)/g, mark => mark + mark)}"`;
}

function stringInside(text: string, quote: string, spell: (code: string) => string): string | null {
  if (!text.isWellFormed()) return null;
  const inside = Array.from(text, character => {
    if (character === quote || character === '\\') return `\\${character}`;
    return invisible.test(character) ? spell(codeOf(character)) : character;
  });
  return inside.join('').replaceAll(agentCommand, mark => spell(codeOf(mark)));
}

/**
 * Text in Markdown that must not become a link, a command, an image or a line of its own. The grammar lets a backslash
 * take the meaning of any ASCII punctuation, which keeps addresses from becoming links as well:
 * https://spec.commonmark.org/0.31.2/#backslash-escapes
 */
export function quoteForMarkdown(text: string): string {
  const escaped = visible(text).replaceAll(/[!-/:-@[-`{-~]/g, mark => (mark === '<' ? '&lt;' : `\\${mark}`));
  return escaped.replaceAll(MENTION, `$&${UNSEEN}`);
}

/**
 * `@someone`, whom a comment on GitHub would notify. A backslash before it doesn't keep that from happening, since
 * names are looked for in what was rendered. A word joiner behind it does.
 */
const MENTION = /(?<!\w)\\@(?=\w)/g;
const UNSEEN = '\u2060';

/** Also inside of quoted attributes. */
export function quoteForHtml(text: string): string {
  return oneLine(text).replace(/[&<>"'`]/g, character => `&#${character.charCodeAt(0)};`);
}

/**
 * In XML 1.0, also inside of quoted attributes. Two characters have no form in it: https://www.w3.org/TR/xml/#charsets
 */
export function quoteForXml(text: string): string {
  return quoteForHtml(text).replaceAll(/[\ufffe\uffff]/g, spelled);
}

/**
 * A block of code in Markdown, for text that may hold a fence itself:
 * https://spec.commonmark.org/0.31.2/#fenced-code-blocks
 */
export function fenceForMarkdown(text: string, language: string): string {
  const longest = largest([2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)]);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${lineByLine(text)}\n${fence}`;
}

/**
 * SARIF takes `[text](address)` for a link in plain text as well (section 3.11.6), and a manifest shall not make one.
 * The space does it in every viewer. Microsoft's does not know the standard's backslash.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

type Properties = Readonly<Record<string, string | number>>;

/**
 * A command of GitHub Actions, such as `error`, that makes an annotation.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 * https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
 */
export function githubCommand(command: string, properties: Properties, message: string): string {
  const inData = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const inProperty = (text: string) => inData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const all = propertiesOf(properties, inProperty).join(',');
  return `::${command}${all === '' ? '' : ` ${all}`}::${inData(lineByLine(message))}`;
}

/**
 * A command of Azure Pipelines that makes an issue of the run.
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#logissue-log-an-error-or-warning
 * https://github.com/microsoft/azure-pipelines-task-lib/blob/master/node/taskcommand.ts
 */
export function azurePipelinesIssue(properties: Properties, message: string): string {
  const inData = (text: string) => text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const inProperty = (text: string) => inData(text).replaceAll(';', '%3B').replaceAll(']', '%5D');
  return `##vso[task.logissue ${propertiesOf(properties, inProperty).join(';')}]${inData(lineByLine(message))}`;
}

function propertiesOf(properties: Properties, quote: (text: string) => string): readonly string[] {
  return Object.entries(properties).map(([name, value]) => `${name}=${quote(unsteered(String(value)))}`);
}

/** The same for a text of several lines. */
export function lineByLine(text: string): string {
  return text.split('\n').map(oneLine).join('\n');
}

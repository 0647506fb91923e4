/** Languages in which grants are kept as code. */
export type CodeLanguage = 'bicep' | 'terraform';

/** A resource as a file declares it. */
export interface Block {
  /** `Microsoft.ContainerRegistry/registries` or `azurerm_container_registry`, in lower case. */
  readonly type: string;
  /** What other parts of the file call it. */
  readonly symbol: string;
  /** Bicep's `existing`, Terraform's `data`. */
  readonly isReference: boolean;
  /** What stands between its braces. */
  readonly body: string;
  /** The same without what is nested in it, so that a name in it is the resource's own. */
  readonly ownText: string;
  readonly start: number;
}

/**
 * The resources of a file, by their heads and braces alone. It serves to find a place for a text and to see whether the
 * same is there already; what a file means is read by `manifests/`.
 */
export function blocksOf(text: string, language: CodeLanguage): readonly Block[] {
  const code = withoutComments(text, language);
  return [...code.matchAll(heads[language])].flatMap(match => {
    const groups = match.groups ?? {};
    const open = code.indexOf('{', match.index + match[0].length - 1);
    const close = open < 0 ? -1 : closing(code, open, language);
    if (close < 0) return []; // half typed
    const body = code.slice(open + 1, close);
    return [
      {
        type: (groups['type'] ?? '').toLowerCase(),
        symbol: groups['symbol'] ?? '',
        isReference: groups['reference'] !== undefined,
        body,
        ownText: withoutNested(body, language),
        start: match.index,
      },
    ];
  });
}

const heads: Readonly<Record<CodeLanguage, RegExp>> = {
  bicep:
    /^[ \t]*resource[ \t]+(?<symbol>\w+)[ \t]+'(?<type>[^'@\n]+)(?:@[^'\n]*)?'[ \t]*(?<reference>existing\b)?[ \t]*=[^{\n]*\{/gm,
  terraform: /^[ \t]*(?:resource|(?<reference>data))[ \t]+"(?<type>[^"\n]+)"[ \t]+"(?<symbol>[^"\n]+)"[ \t]*\{/gm,
};

/** The text of a property that is written out, not put together from others. */
export function literalOf({ ownText }: Block, name: string, language: CodeLanguage): string | undefined {
  const pattern = language === 'bicep' ? `^\\s*${name}\\s*:\\s*'([^'$\\\\]*)'` : `^\\s*${name}\\s*=\\s*"([^"$\\\\]*)"`;
  return new RegExp(pattern, 'm').exec(ownText)?.[1];
}

/** What stands behind a property's name, as it is written. */
export function writtenAt({ ownText }: Block, name: string, language: CodeLanguage): string | undefined {
  const separator = language === 'bicep' ? ':' : '=';
  return new RegExp(`^\\s*${name}\\s*${separator}\\s*(.*?)\\s*$`, 'm').exec(ownText)?.[1];
}

/** Every name that a Bicep file has given away, of whatever it is. */
export function symbolsOf(text: string): ReadonlySet<string> {
  const code = withoutComments(text, 'bicep');
  const declared = code.matchAll(/^[ \t]*(?:param|var|resource|module|output|func|type|metadata)[ \t]+(\w+)/gm);
  return new Set(Array.from(declared, ([, name = '']) => name));
}

/** The same text with its comments blanked, so that everything stays at its place. */
function withoutComments(text: string, language: CodeLanguage): string {
  const skipped = language === 'bicep' ? skippedInBicep : skippedInTerraform;
  return text.replaceAll(skipped, part => (/^(?:\/\/|\/\*|#)/.test(part) ? part.replaceAll(/[^\n]/g, ' ') : part));
}

const skippedInBicep = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'''[\s\S]*?'''|'(?:\\.|[^'\\\n])*'/g;
const skippedInTerraform = /\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|<<-?(\w+)\n[\s\S]*?^\s*\1$|"(?:\\.|[^"\\\n])*"/gm;

/** Where the brace closes; braces in texts don't count. */
function closing(code: string, open: number, language: CodeLanguage): number {
  const bare = withoutTexts(code, language);
  let depth = 0;
  for (let i = open; i < bare.length; i++) {
    if (bare[i] === '{') depth++;
    else if (bare[i] === '}' && --depth === 0) return i;
  }
  return -1;
}

function withoutTexts(code: string, language: CodeLanguage): string {
  return code.replaceAll(language === 'bicep' ? skippedInBicep : skippedInTerraform, part =>
    part.replaceAll(/[^\n]/g, ' '),
  );
}

function withoutNested(body: string, language: CodeLanguage): string {
  const bare = withoutTexts(body, language);
  let depth = 0;
  return Array.from({ length: body.length }, (_, i) => {
    const character = bare.charAt(i);
    if (character === '{') depth++;
    if (character === '}') depth--;
    const shown = body.charAt(i);
    return depth > 0 && shown !== '\n' ? ' ' : shown;
  }).join('');
}

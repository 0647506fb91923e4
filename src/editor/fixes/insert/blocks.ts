import { BicepText } from '../../../read/source/languages/bicep/file.ts';
import { type Expression, propertyOf } from '../../../read/source/languages/expression.ts';
import { HclText } from '../../../read/source/languages/hcl/file.ts';

export type CodeLanguage = 'bicep' | 'terraform';

export interface CodeBlock {
  /** `Microsoft.ContainerRegistry/registries` or `azurerm_container_registry`, in lower case. */
  readonly type: string;
  /** The name by which other parts of the file refer to it. */
  readonly symbol: string;
  /** Bicep's `existing`, Terraform's `data`. */
  readonly isReference: boolean;
  readonly text: string;
  body(): Expression | undefined;
}

/** The resources of a file. Each is parsed when it is asked for a property. The grammars have to be prepared before. */
export function blocksOf(text: string, language: CodeLanguage): readonly CodeBlock[] {
  // a part that can't be read holds no grant that could be compared
  if (language === 'bicep') {
    return new BicepText(text)
      .file()
      .statements.filter(({ keyword }) => keyword === 'resource')
      .map(({ name, type, isExisting, text: own, value }) => {
        return { type: type.toLowerCase(), symbol: name, isReference: isExisting, text: own, body: value };
      });
  }
  return new HclText(text)
    .file()
    .statements.filter(({ keyword }) => keyword === 'resource' || keyword === 'data')
    .map(({ keyword, labels: [type = '', symbol = ''], text: own, body }) => {
      return { type: type.toLowerCase(), symbol, isReference: keyword === 'data', text: own, body };
    });
}

/** A property that is written out, not put together from others. */
export function literalOf(block: CodeBlock, ...path: readonly string[]): string | undefined {
  const value = propertyAt(block, path);
  return value?.kind === 'text' && value.parts.every(part => typeof part === 'string')
    ? value.parts.join('')
    : undefined;
}

export function writtenAt(block: CodeBlock, ...path: readonly string[]): string | undefined {
  return propertyAt(block, path)?.source;
}

function propertyAt(block: CodeBlock, path: readonly string[]): Expression | undefined {
  return path.reduce<Expression | undefined>((from, name) => {
    return propertyOf(from?.kind === 'choice' ? from.options[0] : from, name);
  }, block.body());
}

/** Every name that a Bicep file has given away, of whatever it is. */
export function symbolsOf(text: string): ReadonlySet<string> {
  const declared = text.matchAll(/^[ \t]*(?:param|var|resource|module|output|func|type|metadata)[ \t]+(\w+)/gm);
  return new Set(Array.from(declared, ([, name = '']) => name));
}

import type { Span } from '../../../model/place.ts';
import { type Grammar, LexerBudget, parseSyntax, type Syntax } from './grammars.ts';
import { type OnUnread, once, splitStatements } from './statements.ts';

interface CutLanguage {
  readonly grammar: Grammar;
  /** Writes a text anew for the parser, character for character in the same places. */
  mend(text: string, onUnread: OnUnread): string;
  /** How a statement begins. */
  readonly begins: RegExp;
  /** Makes of a mended statement what can be parsed by itself. */
  complete?(statement: string): string;
}

interface Cut extends Span {
  /** Undefined for what can't be parsed. */
  readonly parse: () => Syntax | undefined;
}

/** A text, cut into its statements. Each is parsed once, when its content is asked for, wherever the text then lies. */
export class CutText {
  readonly text: string;
  readonly mended: string;
  readonly statements: readonly Cut[];
  /** Where parts begin that were not read so far, and why. */
  readonly unread: { readonly message: string; readonly start: number }[] = [];
  readonly #language: CutLanguage;
  readonly #budget = new LexerBudget();

  constructor(text: string, language: CutLanguage) {
    this.text = text;
    this.#language = language;
    this.mended = language.mend(text, (message, start) => this.unread.push({ message, start }));
    this.statements = splitStatements(this.mended, language.begins).map(span => {
      return { ...span, parse: once(() => this.parse(span)) };
    });
  }

  parse({ start, end }: Span): Syntax | undefined {
    const { grammar, complete } = this.#language;
    const statement = this.mended.slice(start, end);
    const parsed = parseSyntax(grammar, complete === undefined ? statement : complete(statement), this.#budget);
    if ('root' in parsed) return parsed.root;
    this.unread.push({ message: parsed.problem, start: parsed.isOfFile ? 0 : start });
    return undefined;
  }
}

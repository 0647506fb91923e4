export const TAB = 9;
export const SPACE = 32;
export const HASH = 35;
export const DASH = 45;
export const COLON = 58;
const CARRIAGE_RETURN = 13;

/** Goes through the lines of a text, and answers for the characters of the line at hand. */
export class Lines {
  /** Where the line at hand begins, where it ends without its line break, and where the next one begins. */
  start = 0;
  end = 0;
  next = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toNextLine(): boolean {
    if (this.next >= this.#text.length) return false;
    this.start = this.next;
    const end = this.#text.indexOf('\n', this.start);
    this.next = end < 0 ? this.#text.length : end + 1;
    const last = end < 0 ? this.#text.length : end;
    this.end = this.#text.charCodeAt(last - 1) === CARRIAGE_RETURN && last > this.start ? last - 1 : last;
    return true;
  }

  skip(code: number, from: number): number {
    let at = from;
    while (at < this.end && this.#text.charCodeAt(at) === code) at++;
    return at;
  }

  isBlankAt(at: number): boolean {
    if (at >= this.end) return true;
    const code = this.#text.charCodeAt(at);
    return code === SPACE || code === TAB;
  }

  isColon(at: number): boolean {
    return this.#text.charCodeAt(at) === COLON && this.isBlankAt(at + 1);
  }

  /** Whether nothing but blanks and a comment follows on the line. */
  isRest(from: number): boolean {
    let at = from;
    while (at < this.end && this.isBlankAt(at)) at++;
    if (at >= this.end) return true;
    return this.#text.charCodeAt(at) === HASH && (at === this.start || this.isBlankAt(at - 1));
  }

  isMarker(): boolean {
    const three = this.#text.slice(this.start, this.start + 3);
    return (three === '---' || three === '...') && this.isBlankAt(this.start + 3);
  }

  isDocumentStart(): boolean {
    return this.#text.charCodeAt(this.start) === DASH && this.isRest(this.start + 3);
  }
}

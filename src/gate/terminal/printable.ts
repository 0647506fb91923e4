/**
 * A text of a manifest or of Azure on one line and without the characters by which it could steer a terminal or, by
 * writing right to left, look like another text.
 */
export function printable(text: string): string {
  if (plain.test(text)) return text;
  return text.replace(steering, character => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

const plain = /^[ -~]*$/;
const steering = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

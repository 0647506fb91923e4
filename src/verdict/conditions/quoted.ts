/** Text of a condition inside a message: in backticks, on one line, and not too long. Conditions are written by others. */
const longest = 200;
const mostListed = 5;

export function quoted(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029`]/gu, ' ');
  return `\`${plain.length > longest ? `${plain.slice(0, longest)}…` : plain}\``;
}

export function listed(texts: readonly string[]): string {
  const unique = [...new Set(texts)];
  const rest = unique.length - mostListed;
  return unique.slice(0, mostListed).map(quoted).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

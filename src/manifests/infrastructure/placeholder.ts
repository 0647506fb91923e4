/**
 * An expression as a placeholder, for what only a deployment knows. Braces within would end it early, and nobody wants
 * to read a long one.
 */
export function placeholder(source: string): string {
  return `\${${short(source)}}`;
}

/** The same in the notation of Azure's templates. */
export function bracketPlaceholder(source: string): string {
  return `[${short(source)}]`;
}

const MAX_LENGTH = 120;

function short(source: string): string {
  const line = source.slice(0, 4 * MAX_LENGTH).replace(/\s+/g, ' ');
  const plain = line.replace(/\$?\{[^{}]*\}?|[{}]/g, '…');
  return plain.length > MAX_LENGTH ? `${plain.slice(0, MAX_LENGTH - 1)}…` : plain;
}

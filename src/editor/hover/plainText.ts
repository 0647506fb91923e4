/**
 * Our sentences have names in backticks, as Markdown has them. A diagnostic is shown as it is written, in the list of
 * problems as in the hover, so there names stand in quotation marks instead.
 */
export function inPlainText(sentence: string): string {
  return sentence.replaceAll(/`([^`]*)`/g, '“$1”');
}

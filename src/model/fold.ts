/** Letters outside of ASCII that `toLowerCase` turns into ASCII ones: the dotted capital İ, and the Kelvin sign. */
const FOREIGN = /[\u0130\u212a]/;

/**
 * A name in lower case, to compare it as Azure does: without case, but no letter outside of ASCII is one of ASCII. Two
 * names that .NET holds for different ones with `OrdinalIgnoreCase` would else be one, and one's rights those of the
 * other:
 * https://learn.microsoft.com/dotnet/standard/base-types/best-practices-strings
 */
export function folded(name: string): string {
  const lower = name.toLowerCase();
  // most are in lower case, and need no second look
  if (lower === name || !FOREIGN.test(name)) return lower;
  return name.replaceAll(/[^\u0130\u212a]+/g, part => part.toLowerCase());
}

/** The language that a terminal's shell reads, by the path of its program. Undefined: neither of the two. */
export function shellLanguage(program: string): 'bash' | 'powershell' | undefined {
  const name = program
    .slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1)
    .toLowerCase()
    .replace(/\.exe$/, '');
  if (name === 'pwsh' || name === 'powershell') return 'powershell';
  // The commands' quoting is bash's own ($'…'), which zsh shares and a plain sh does not.
  return name === 'bash' || name === 'zsh' ? 'bash' : undefined;
}
